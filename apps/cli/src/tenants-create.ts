import { Vault } from '@tenantry/kernel';
import { BulkCreation, OnboardingModule } from '@tenantry/onboarding';
import type { RowResult } from '@tenantry/onboarding';
import { withServices } from './application';
import { required } from './command';
import type { Command } from './command';
import { columnNames } from './tenants/columns';
import { rowsOf } from './tenants/rows';

export const command: Command = {
  usage: '--file FILE [--dry-run] [--key KEY]',
  about: `Creates the tenant of a .json file, or those of a .jsonl or .csv file: one a line, each in one transaction.
What is wrong is listed by line and field and makes the exit code 1; the other rows are created all the same.
Run again within 72 hours, also mended, it makes nothing twice: each row is known by its idempotencyKey, or by --key
and its line, or by what it says.`,
  options: {
    file: { type: 'string', value: 'FILE', help: 'what to create' },
    'dry-run': { type: 'boolean', help: 'checks everything, says what would be created, writes nothing' },
    key: { type: 'string', value: 'KEY', help: 'with its line the key of each row that brings none' },
  },
  notes: `A tenant in JSON:
  { "companyName": "Acme Ltd", "slug": "acme", "size": "11-50", "country": "GB", "timeZone": "Europe/London",
    "language": "en", "notification": "activation_link", "managedHost": true,
    "admin": { "username": "ada", "firstName": "Ada", "lastName": "Byron", "email": "ada@acme.test" },
    "permissions": [{ "key": "campaign", "value": false }],
    "capabilities": [{ "key": "agents", "quantity": 7 }],
    "subscription": { "type": "session", "sessionDuration": 1440, "startsAt": "2027-01-01", "endsAt": null,
                      "licences": 500 } }
slug, managedHost, notification, permissions, capabilities and subscription may be left out; with
"from": { "tenantId" or "templateId": … } timeZone and language too.

Columns of a CSV: ${columnNames.slice(0, 9).join(', ')},
${columnNames.slice(9, 17).join(', ')},
${columnNames.slice(17).join(', ')}.`,

  async run(given) {
    const file = required(given, 'file');
    const dryRun = given.on('dry-run');
    const key = given.text('key');
    const rows = rowsOf(file);
    return withServices([OnboardingModule], async (services, who) => {
      const vault = services.get(Vault);
      const run = services.get(BulkCreation, { strict: false }).begin({ dryRun, idempotencyKey: key }, who);
      let wrong = 0;
      for await (const one of rows) {
        const { line } = one;
        if ('problem' in one) {
          wrong++;
          console.log(`line ${line}: ${one.field ? `${one.field}: ` : ''}${one.problem}`);
          continue;
        }
        // A MAC, for the row may hold a password, and its key stays in the database for a while.
        const byContent = () => vault.mac('tenants.create', JSON.stringify(one.row)).toString('hex');
        const named =
          key || !isObject(one.row) ? one.row : { idempotencyKey: byContent(), ...(one.row as object) };
        const result = await run.next(named, line);
        if (result.outcome === 'failed') wrong++;
        for (const text of told(result)) console.log(`line ${line}: ${text}`);
      }
      const { created, repeated, valid } = await run.end();
      const done = dryRun ? `${valid} would be created` : `${created} created`;
      console.error(`${done}, ${repeated} created before, ${wrong} not.`);
      return wrong > 0 ? 1 : 0;
    });
  },
};

const isObject = (row: unknown) => typeof row === 'object' && row !== null && !Array.isArray(row);

/** A row's result in sentences. */
function* told({ outcome, slug, tenantId, host, errors, warnings, takes }: RowResult): Generator<string> {
  for (const { field, message } of errors) yield field ? `${field}: ${message}` : message;
  for (const { message } of warnings) yield `note: ${message}`;
  if (outcome === 'created') yield `created ${slug} (${tenantId})`;
  if (outcome === 'repeated') yield `created before: ${slug} (${tenantId})`;
  if (outcome !== 'valid') return;
  const needs = takes.map((one) => `${one.takes} of ${one.free ?? 'unlimited'} free ${one.pool}`);
  yield `${slug} would be created${host ? ` at ${host}` : ''}; it takes ${needs.join(', ')}`;
}
