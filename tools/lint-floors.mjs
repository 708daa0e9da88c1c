// The law of tools/floors.ts as an ESLint rule, so that an editor shows a breach where it is written.
import { relative } from 'node:path';
import { root } from './env.mjs';
import { breaches } from './floors.ts';
import { workspaceProjects } from './projects.ts';

const projects = workspaceProjects();

export const floors = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    return {
      Program(node) {
        const path = relative(root, context.filename);
        const own = projects.filter(({ folder }) => path.startsWith(`${folder}/`));
        if (own.length === 0) return;
        for (const message of breaches(projects, [{ path, text: context.sourceCode.text }]))
          context.report({ node, loc: { line: 1, column: 0 }, message });
      },
    };
  },
};
