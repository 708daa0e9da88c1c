import { describe, expect, it } from '@jest/globals';
import { CellError, compileColumns } from './columns';

describe('a row of a CSV', () => {
  it('reads as a tenant; empty cells say nothing', () => {
    const columns = [
      ...['companyName', 'slug', 'managedHost', 'admin.username', 'admin.email', 'thresholdSteps'],
      ...['permissions.campaign.one_off', 'capabilities.agents', 'capabilities.disk', 'capabilities.widgets'],
      ...['subscription.sessionDuration', 'subscription.startsAt', 'subscription.licences'],
    ];
    const row = compileColumns(columns);
    const cells = ['Acme ', '', 'no', 'ada', 'ada@acme.test', '50 100', 'off', '7', 'unlimited', '', '60'];
    expect(row([...cells, '2027-01-01', '500'])).toEqual({
      companyName: 'Acme',
      managedHost: false,
      admin: { username: 'ada', email: 'ada@acme.test' },
      thresholdSteps: [50, 100],
      permissions: [{ key: 'campaign.one_off', value: false }],
      capabilities: [
        { key: 'agents', quantity: 7 },
        { key: 'disk', quantity: null },
      ],
      subscription: {
        ...{ type: 'session', sessionDuration: 60, startsAt: '2027-01-01', endsAt: null, licences: 500 },
      },
    });
    expect(row(columns.map(() => ''))).toEqual({});
  });

  it.each([
    ['managedHost', 'perhaps'],
    ['capabilities.agents', 'many'],
    ['subscription.licences', '1.000,5'],
    ['permissions.campaign', '2'],
  ])('names the field %s whose cell is wrong', (column, cell) => {
    const read = () => compileColumns([column])([cell]);
    expect(read).toThrow(CellError);
    expect(read).toThrow(`“${cell}”`);
  });

  it('has no column that nobody knows, and none twice', () => {
    expect(() => compileColumns(['companyName', 'capabilities.staplers'])).toThrow('capabilities.staplers');
    expect(() => compileColumns(['slug', 'slug'])).toThrow('twice');
    expect(() => compileColumns(['constructor'])).toThrow('constructor');
  });
});
