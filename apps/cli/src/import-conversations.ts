import { required, UsageError } from './command';
import type { Command } from './command';
import { importConversations } from './import/import';
import { checkPlan, fields, pairs } from './import/mapping';
import { settings } from './settings';

const named: Record<string, string> = { tab: '\t', '\\t': '\t', comma: ',', semicolon: ';', pipe: '|' };

export const command: Command = {
  usage: 'FILE --tenant SLUG --map FIELD=COLUMN… [--set FIELD=VALUE…] …',
  about: `Reports the rows of a CSV file as conversations, through the API. The first row names the columns.
Rows that cannot be recorded are listed with line and reason, and make the exit code 1.
Run twice it records nothing twice. FILE may be - for the standard input.

Fields: ${fields.slice(0, 7).join(', ')},
${fields.slice(7).join(', ')}.
Required: id; startedAt, or date and time; channel; initiatedBy (end_user or agent); party (bot or agent).`,
  words: 1,
  options: {
    tenant: { type: 'string', value: 'SLUG', help: 'whose conversations these are' },
    map: { type: 'string', multiple: true, value: 'FIELD=COLUMN', help: 'takes a field from a column' },
    set: {
      type: 'string',
      multiple: true,
      value: 'FIELD=VALUE',
      help: 'one value for all rows, or where the mapped column is empty',
    },
    'date-format': { type: 'string', value: 'FORMAT', help: 'of date, or of startedAt (otherwise ISO 8601)' },
    'time-format': { type: 'string', value: 'FORMAT', help: 'of time; H:mm:ss unless given' },
    zone: {
      type: 'string',
      value: 'ZONE',
      help: 'whose clock the times were read from, such as Europe/Berlin',
    },
    delimiter: {
      type: 'string',
      value: 'CHARACTER',
      help: 'between fields; comma unless given; tab for tabs',
    },
    encoding: { type: 'string', value: 'NAME', help: 'utf-8 unless given, such as windows-1252' },
    'dry-run': { type: 'boolean', help: 'checks every row, says what would be sent, sends nothing' },
    rejects: {
      type: 'string',
      value: 'FILE',
      help: 'where rejected rows are listed; standard output unless given',
    },
    api: { type: 'string', value: 'URL', help: 'address of the API; the local one unless given' },
    key: { type: 'string', value: 'KEY', help: 'API key with scope conversations:write, or in TENANTRY_KEY' },
  },
  notes: `Formats are made of YYYY YY, M MM MMM, D DD, H HH, h hh with A, m mm, s ss, SSS, Z; one letter takes one or two
digits. [Text] in brackets stands for itself.

Example: a call centre's export that names agents and no callers,
  call,agent,date,time,topic
  K-1,Noor,1/4/2021,9:05:00,Billing

  bin/tenantry import conversations calls.csv --tenant harborline \\
    --map id=call --map user.reference=agent --map user.name=agent --map agentName=agent --map subject=topic \\
    --map date=date --map time=time --date-format M/D/YYYY --time-format H:mm:ss --zone America/New_York \\
    --set channel=voice --set initiatedBy=agent --set party=agent`,

  async run(given, [file]) {
    if (!file) throw new UsageError('FILE is needed.');
    const plan = checkPlan({
      tenant: required(given, 'tenant'),
      columns: pairs('--map', given.list('map')),
      fixed: pairs('--set', given.list('set')),
      zone: given.text('zone'),
      dateFormat: given.text('date-format'),
      timeFormat: given.text('time-format'),
    });
    const dryRun = given.on('dry-run');
    const key = given.text('key') ?? settings.key;
    if (!key && !dryRun)
      throw new UsageError(
        '--key is needed (or TENANTRY_KEY): bin/tenantry keys create --name import --scopes conversations:write --all-tenants',
      );
    const stop = new AbortController();
    const onSignal = () => (stop.signal.aborted ? process.exit(130) : stop.abort());
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
    return importConversations(
      {
        file,
        plan,
        dryRun,
        delimiter: delimiterOf(given.text('delimiter')),
        encoding: encodingOf(given.text('encoding')),
        rejects: given.text('rejects'),
        api: addressOf(given.text('api') ?? settings.api),
        key: key ?? '',
      },
      stop.signal,
    );
  },
};

function delimiterOf(text = ','): string {
  const delimiter = named[text] ?? text;
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw new UsageError(`--delimiter: “${text}” is not one character.`);
  return delimiter;
}

function encodingOf(name = 'utf-8'): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    throw new UsageError(`--encoding: “${name}” is not known; take utf-8, windows-1252 or the like.`);
  }
}

function addressOf(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--api: “${url}” is not an address such as http://127.0.0.1:4301.`);
  return url;
}
