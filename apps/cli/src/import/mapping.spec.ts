import { expect, it } from '@jest/globals';
import { checkPlan, compileMapping, pairs } from './mapping';
import type { Plan } from './mapping';

const plan = (changes: Partial<Plan> = {}): Plan => ({
  tenant: 'acme',
  columns: { id: 'call', startedAt: 'when' },
  fixed: { channel: 'voice', initiatedBy: 'agent', party: 'agent' },
  ...changes,
});
const map = (changes: Partial<Plan>, columns: string[], ...cells: string[]) =>
  compileMapping(checkPlan(plan(changes)), columns)(cells);

it('maps an agent’s call from a date, a time and a zone', () => {
  const agents = {
    columns: {
      id: 'call',
      date: 'day',
      time: 'hour',
      'user.reference': 'agent',
      'user.name': 'agent',
      agentName: 'agent',
      subject: 'topic',
    },
    dateFormat: 'M/D/YYYY',
    zone: 'America/New_York',
  };
  const columns = ['call', 'agent', 'day', 'hour', 'topic', 'more'];
  expect(map(agents, columns, 'K-1', ' Noor ', '1/4/2021', '9:05:00', '', 'x')).toEqual({
    shown: 'once',
    report: {
      tenant: 'acme',
      id: 'K-1',
      channel: 'voice',
      user: { reference: 'Noor', name: 'Noor' },
      initiatedBy: 'agent',
      party: 'agent',
      agentName: 'Noor',
      startedAt: '2021-01-04T14:05:00.000Z',
    },
  });
  expect(map(agents, columns, 'K-2', '', '1/4/2021', '9:05:00', '', '')).toMatchObject({
    report: { user: null },
  });
  expect(map(agents, columns, 'K-3', 'Noor', '13/4/2021', '9:05:00', '', '')).toEqual({
    id: 'K-3',
    problem: 'date “13/4/2021” is not M/D/YYYY',
  });
  expect(map(agents, columns, 'K-4', 'Noor', '1/4/2021', '', '', '')).toEqual({
    id: 'K-4',
    problem: 'time is empty',
  });
  expect(map(agents, columns, '', 'Noor', '1/4/2021', '9:05:00', '', '')).toEqual({ problem: 'id is empty' });
});

it('takes the fixed value where the mapped column is empty', () => {
  const changes = { columns: { ...plan().columns, channel: 'via' } };
  const columns = ['call', 'when', 'via'];
  expect(map(changes, columns, '1', '2026-01-31T09:00:00Z', '')).toMatchObject({
    report: { channel: 'voice' },
  });
  expect(map(changes, columns, '1', '2026-01-31T09:00:00Z', 'Live Chat')).toMatchObject({
    report: { channel: 'live_chat' },
  });
});

it('reads who began and who answered in any spelling, and refuses other words', () => {
  const changes = { columns: { ...plan().columns, initiatedBy: 'by', party: 'with' } };
  const columns = ['call', 'when', 'by', 'with'];
  const at = '2026-01-31T09:00:00Z';
  expect(map(changes, columns, '1', at, 'End User', 'BOT')).toMatchObject({
    report: { initiatedBy: 'end_user', party: 'bot' },
  });
  expect(map(changes, columns, '1', at, 'caller', 'bot')).toMatchObject({
    problem: expect.stringContaining('“caller”'),
  });
});

it('refuses a name without the reference that tells users apart', () => {
  const changes = { columns: { ...plan().columns, 'user.reference': 'ref', 'user.email': 'mail' } };
  const row = ['1', '2026-01-31T09:00:00Z', '', 'a@example.com'];
  expect(map(changes, ['call', 'when', 'ref', 'mail'], ...row)).toMatchObject({
    problem: expect.stringContaining('user.reference is empty'),
  });
});

it('needs a zone only for times that do not say theirs', () => {
  expect(map({}, ['call', 'when'], '1', '2026-01-31T09:00')).toMatchObject({
    problem: expect.stringContaining('--zone'),
  });
  expect(map({ zone: 'Asia/Dubai' }, ['call', 'when'], '1', '2026-01-31 09:00')).toMatchObject({
    report: { startedAt: '2026-01-31T05:00:00.000Z' },
  });
  expect(
    map({ dateFormat: 'DD.MM.YYYY HH:mm Z' }, ['call', 'when'], '1', '31.01.2026 09:00 +01:00'),
  ).toMatchObject({
    report: { startedAt: '2026-01-31T08:00:00.000Z' },
  });
});

it('lists the columns of the file when a mapped one is missing or there twice', () => {
  expect(() => map({}, ['Call', 'when'], '1')).toThrow('no column “call”. It has Call, when.');
  expect(() => map({}, ['call', 'when', 'call'], '1')).toThrow('more than one column “call”');
});

it.each<[string, Partial<Plan>]>([
  ['--map id=COLUMN is needed', { columns: { startedAt: 'when' } }],
  ['party is needed', { fixed: { channel: 'voice', initiatedBy: 'agent' } }],
  ['there is no time zone “America/Atlantis”', { zone: 'America/Atlantis' }],
  ['Map startedAt, or both date and time', { columns: { id: 'call', date: 'day' } }],
  ['Map either startedAt, or date and time', { columns: { id: 'call', startedAt: 'when', date: 'day' } }],
  ['--date-format is needed', { columns: { id: 'call', date: 'day', time: 'hour' }, zone: 'UTC' }],
  ['--zone is needed', { columns: { id: 'call', date: 'day', time: 'hour' }, dateFormat: 'M/D/YYYY' }],
  ['--zone is needed', { dateFormat: 'M/D/YYYY H:mm' }],
  ['lacks H', { dateFormat: 'M/D/YYYY', zone: 'UTC' }],
  ['user.name needs user.reference', { columns: { ...plan().columns, 'user.name': 'who' } }],
])('refuses a plan in one sentence: %s', (sentence, changes) => {
  expect(() => checkPlan(plan(changes))).toThrow(sentence);
});

it('reads pairs, and names the option that is wrong', () => {
  expect(pairs('--map', ['id=call id', 'subject=a=b'])).toEqual({ id: 'call id', subject: 'a=b' });
  expect(() => pairs('--map', ['id'])).toThrow('--map: “id” is not FIELD=COLUMN.');
  expect(() => pairs('--set', ['colour=red'])).toThrow('--set: there is no field “colour”');
  expect(() => pairs('--map', ['id=a', 'id=b'])).toThrow('--map names id twice.');
});
