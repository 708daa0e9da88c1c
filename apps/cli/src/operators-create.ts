import { text } from 'node:stream/consumers';
import { AccountsModule, Operators } from '@tenantry/accounts';
import type { OperatorRole } from '@tenantry/accounts';
import { Database } from '@tenantry/database';
import { Platform } from '@tenantry/kernel';
import { withServices } from './application';
import { Failure, required, UsageError } from './command';
import type { Command } from './command';

const roles: OperatorRole[] = ['admin', 'support', 'auditor'];

export const command: Command = {
  usage: '--email ADDRESS --name NAME',
  about:
    'Adds a member of staff who may sign in to the console. A password is made and shown once, unless given.',
  options: {
    email: { type: 'string', value: 'ADDRESS', help: 'what they sign in with' },
    name: { type: 'string', value: 'NAME', help: 'first and last name' },
    role: { type: 'string', value: 'ROLE', help: `${roles.join(', ')}; admin unless given` },
    'password-stdin': { type: 'boolean', help: 'reads the password from standard input' },
  },
  notes: `Example:\n  bin/tenantry operators create --email ada@example.com --name 'Ada Alder'`,
  async run(given) {
    const email = required(given, 'email');
    const name = required(given, 'name');
    const role = (given.text('role') ?? 'admin') as OperatorRole;
    if (!roles.includes(role)) throw new UsageError(`--role: “${role}” is none of ${roles.join(', ')}.`);
    const password = given.on('password-stdin') ? await passwordFromInput() : undefined;
    return withServices([AccountsModule], async (services, who) => {
      const { generatedPassword } = await services
        .get(Database)
        .transaction(() => services.get(Operators).create({ email, name, role, password }, who));
      const platform = services.get(Platform);
      console.log(`${email} may sign in at ${platform.origin(platform.consoleHost)} as ${role}.`);
      if (generatedPassword) console.log(`Password, shown only now: ${generatedPassword}`);
      return 0;
    });
  },
};

async function passwordFromInput(): Promise<string> {
  const [line] = (await text(process.stdin)).split(/\r?\n/);
  if (!line) throw new Failure('--password-stdin: there is no password on standard input.');
  return line;
}
