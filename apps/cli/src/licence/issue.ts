import { DomainError, newId } from '@tenantry/kernel';
import { draftOf, pools, signDocument } from '@tenantry/licence';
import type { Terms } from '@tenantry/licence';
import { Failure, required, UsageError } from '../command';
import type { Command, Given } from '../command';
import { account } from './account';
import { jsonIn } from './files';

export const command: Command = {
  usage: '--key FILE (--terms FILE | --customer NAME --valid-to DAY --pool NAME=SIZE …)',
  about: 'Signs a licence and prints it. What it grants is told on standard error.',
  options: {
    key: { type: 'string', value: 'FILE', help: 'the private key, as keygen made it' },
    terms: { type: 'string', value: 'FILE', help: 'JSON with what follows; options win over it' },
    id: { type: 'string', value: 'ID', help: 'of an earlier licence that this one replaces' },
    version: { type: 'string', value: 'NUMBER', help: 'higher than the one it replaces; 1 unless given' },
    customer: { type: 'string', value: 'NAME', help: 'whom it is for' },
    'valid-from': { type: 'string', value: 'DAY', help: 'such as 2026-12-01 (UTC); now unless given' },
    'valid-to': { type: 'string', value: 'DAY', help: 'the day on which it is over, or: never' },
    'grace-days': { type: 'string', value: 'NUMBER', help: 'after its end; 0 unless given' },
    features: { type: 'string', value: 'KEY,…', help: 'keys of the permission catalogue; all unless given' },
    pool: {
      type: 'string',
      multiple: true,
      value: 'NAME=SIZE',
      help: `a number or unlimited; of ${pools.join(', ')}; 0 unless given`,
    },
  },
  notes:
    "Example:\n  bin/tenantry licence issue --key acme.private.json --customer 'Acme Platforms' --valid-to 2027-12-01 \\\n" +
    '    --grace-days 14 --pool tenants=200 --pool agents=5000 --pool workflow_triggers=unlimited > acme.licence',
  async run(given) {
    const key = jsonIn(required(given, 'key')) as Partial<Record<string, string>>;
    if (key['crv'] !== 'Ed25519' || !key['d'] || !key['kid'])
      throw new Failure('--key: this is no private key as keygen makes it.');
    const terms = termsOf(given, new Date());
    const document = await signDocument(terms, key).catch((error: Error) => {
      throw new Failure(`--key: ${error.message}`);
    });
    console.error(account(terms, new Date()));
    console.log(document);
    return 0;
  },
};

function termsOf(given: Given, now: Date): Terms {
  const file = given.text('terms');
  const told = file === undefined ? {} : (jsonIn(file) as Record<string, unknown>);
  const claims = {
    id: newId(),
    version: 1,
    issuedAt: now.toISOString(),
    validFrom: now.toISOString(),
    ...told,
    ...defined({
      id: given.text('id'),
      version: numberOf(given, 'version'),
      customer: given.text('customer'),
      validFrom: dayOf(given, 'valid-from'),
      validTo: given.text('valid-to') === 'never' ? null : dayOf(given, 'valid-to'),
      graceDays: numberOf(given, 'grace-days'),
      features: given
        .text('features')
        ?.split(',')
        .map((key) => key.trim()),
    }),
    pools: {
      ...(told['pools'] as object | undefined),
      ...Object.fromEntries(given.list('pool').map(poolOf)),
    },
  };
  try {
    return draftOf(claims);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { field } = error.details;
    throw new UsageError(field ? `${field}: ${error.message}` : error.message);
  }
}

const defined = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

function numberOf(given: Given, name: string): number | undefined {
  const text = given.text(name);
  if (text !== undefined && !/^\d+$/.test(text)) throw new UsageError(`--${name}: “${text}” is no number.`);
  return text === undefined ? undefined : Number(text);
}

/** Midnight of a day in UTC, or the very instant. */
function dayOf(given: Given, name: string): string | undefined {
  const text = given.text(name);
  return text && /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}

function poolOf(text: string): [string, number | null] {
  const [, pool, size] = /^(\w+)=(\d+|unlimited)$/.exec(text) ?? [];
  if (!pool || !size) throw new UsageError(`--pool: “${text}” is not like agents=500 or agents=unlimited.`);
  return [pool, size === 'unlimited' ? null : Number(size)];
}
