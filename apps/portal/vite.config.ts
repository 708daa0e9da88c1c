import { compile } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { oneCatalogue } from './one-catalogue';

// here and not as a plugin: `svelte-kit sync` loads this file but runs no plugin, and the type check needs them too
await compile({
  project: oneCatalogue(import.meta.dirname, `${import.meta.dirname}/.svelte-kit/catalogue`),
  outdir: './src/lib/paraglide',
  // hooks.server.ts and hooks.client.ts decide the language; nothing is guessed here
  strategy: ['globalVariable', 'baseLocale'],
  disableAsyncLocalStorage: true,
  emitReadme: false,
});

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ precompress: true }),
      compilerOptions: { runes: true },
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['none'],
          'script-src': ['self'],
          'style-src': ['self'],
          // the one inline style there is: SvelteKit hides its announcer of page changes with it
          'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'manifest-src': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
          'base-uri': ['none'],
        },
      },
    }),
  ],
  server: { host: '127.0.0.1', strictPort: true, allowedHosts: ['.localhost'] },
});
