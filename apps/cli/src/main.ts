import 'reflect-metadata';
import { DomainError } from '@tenantry/kernel';
import { Failure, help, read, UsageError } from './command';
import type { Command } from './command';

interface Entry {
  about: string;
  /** Loaded only when it runs: most commands need little of the program. */
  load(): Promise<{ command: Command }>;
}

const commands: Record<string, Entry> = {
  migrate: { about: 'brings the database to the newest version', load: () => import('./migrate') },
  'operators create': {
    about: 'adds a member of staff who may sign in to the console',
    load: () => import('./operators-create'),
  },
  'tenants create': {
    about: 'creates tenants of a file: JSON, JSON Lines or CSV',
    load: () => import('./tenants-create'),
  },
  'keys create': { about: 'makes an API key for a product service', load: () => import('./keys-create') },
  'licence keygen': {
    about: 'makes the key pair of somebody who issues licences',
    load: () => import('./licence/keygen'),
  },
  'licence issue': { about: 'signs a licence', load: () => import('./licence/issue') },
  'licence inspect': {
    about: 'checks a licence and tells what it grants',
    load: () => import('./licence/inspect'),
  },
  'licence install': { about: 'puts a licence in force', load: () => import('./licence/install') },
  'import conversations': {
    about: 'reports the rows of a CSV file',
    load: () => import('./import-conversations'),
  },
  check: { about: 'counts again what is used and allocated', load: () => import('./check') },
  demo: { about: 'adds three tenants with 90 days of conversations', load: () => import('./demo/demo') },
};

const overview = [
  'bin/tenantry COMMAND [OPTIONS]',
  '',
  ...Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(24)}${about}`),
  '',
  'bin/tenantry COMMAND --help says more. Exit code: 0 done, 1 not or not wholly done, 2 typed wrongly.',
].join('\n');

async function main(argv: string[]): Promise<number> {
  const asked = argv.some((word) => word === '--help' || word === '-h');
  const name = Object.keys(commands).find((known) => known.split(' ').every((word, i) => argv[i] === word));
  if (!name) {
    const word = argv.find((text) => !text.startsWith('-'));
    if (asked || argv.length === 0 || word === 'help') return say(overview);
    console.error(`bin/tenantry: there is no command “${argv.slice(0, 2).join(' ')}”.\n\n${overview}`);
    return 2;
  }
  const { command } = await commands[name]!.load();
  if (asked) return say(help(name, command));
  try {
    const { given, words } = read(command, argv.slice(name.split(' ').length));
    return await command.run(given, words);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\nbin/tenantry ${name} --help says more.`);
      return 2;
    }
    console.error(explain(error));
    return 1;
  }
}

function say(text: string): number {
  console.log(text);
  return 0;
}

/** One sentence for what a person can mend; a mistake in the program shows where it is. */
function explain(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof DomainError)
    return error.details.field ? `${error.details.field}: ${error.message}` : error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, name, errors } = error as Error & { code?: string; errors?: Error[] };
  if (name === 'TRPCClientError') return `The API: ${error.message}${causeOf(error)}`;
  if (code) return errors?.[0]?.message ?? error.message;
  return error.stack ?? error.message;
}

function causeOf({ cause }: Error): string {
  const deeper = (cause as Error | undefined)?.cause as { code?: string } | undefined;
  return deeper?.code ? ` (${deeper.code})` : '';
}

process.exitCode = await main(process.argv.slice(2));
