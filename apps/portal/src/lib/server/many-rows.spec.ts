import { expect, it } from '@jest/globals';
import { readRows } from './many-rows';

it('reads a CSV by the paths that its first line names, whatever stands between the columns', () => {
  const text = [
    '\ufeffcompanyName;admin.email;managedHost;permissions.campaign;capabilities.agents;subscription.sessionDuration;slug',
    '"Nord; Licht";a@b.test;yes;off;12;60;',
    '',
    'Two;c@d.test;no;;unlimited;;two',
  ].join('\r\n');
  const rows = readRows(text);
  expect(rows.map(({ line }) => line)).toEqual([2, 4]);
  expect(rows[0]!.row).toEqual({
    companyName: 'Nord; Licht',
    admin: { email: 'a@b.test' },
    managedHost: true,
    permissions: [{ key: 'campaign', value: false }],
    capabilities: [{ key: 'agents', quantity: 12 }],
    subscription: { type: 'session', endsAt: null, licences: 0, sessionDuration: 60 },
    idempotencyKey: expect.stringMatching(/^row-[0-9a-f]{48}$/),
  });
  expect(rows[1]!.row).toMatchObject({
    managedHost: false,
    capabilities: [{ key: 'agents', quantity: null }],
    slug: 'two',
  });
});

it('reads JSON Lines, and says which line it cannot read', () => {
  const rows = readRows('{"companyName":"One","idempotencyKey":"mine-0001"}\n\n{"companyName":\n');
  expect(rows).toEqual([
    { line: 1, row: { companyName: 'One', idempotencyKey: 'mine-0001' } },
    { line: 3, row: null },
  ]);
});

it('gives a row the same key wherever it stands, and another one when it says something else', () => {
  const key = (text: string, index = 0) => readRows(text)[index]!.row!['idempotencyKey'];
  expect(key('{"companyName":"One"}')).toBe(key('{"companyName":"Zero"}\n{"companyName":"One"}', 1));
  expect(key('{"companyName":"One"}')).not.toBe(key('{"companyName":"Zero"}'));
});
