import { describe, expect, it } from '@jest/globals';
import { newId } from '@tenantry/kernel';
import { conversationReport, joinReport, malformed, personIdOf, toReported } from './report';

const good = {
  tenant: 'acme',
  id: 'conv-1',
  channel: 'chat',
  user: { reference: 'u1', name: 'Robin', email: 'robin@example.com', role: 'Customer' },
  initiatedBy: 'end_user',
  party: 'bot',
  agentName: 'Ada',
  subject: 'Delivery',
  startedAt: '2026-03-01T09:00:00.000Z',
};

const reasonOf = (schema: typeof conversationReport | typeof joinReport, raw: unknown) => {
  const parsed = schema.safeParse(raw);
  return parsed.success ? null : malformed(parsed.error).reason;
};
const hashOf = (change: object) =>
  toReported(conversationReport.parse({ ...good, ...change }), 'acme').contentHash;

describe('a report', () => {
  it('needs neither user, agent, subject nor tenant', () => {
    const { tenant: _t, user: _u, agentName: _a, subject: _s, ...least } = good;
    expect(reasonOf(conversationReport, least)).toBeNull();
    expect(toReported(conversationReport.parse(least), 'acme')).toMatchObject({
      tenant: 'acme',
      user: null,
      agentName: null,
      subject: null,
      startedAt: Date.UTC(2026, 2, 1, 9),
    });
  });

  it.each([
    ['tenant', ''],
    ['tenant', 'x'.repeat(64)],
    ['tenant', 7],
    ['id', undefined],
    ['id', ''],
    ['id', 'x'.repeat(101)],
    ['id', 'two words'],
    ['id', 'größe'],
    ['id', 'a\u0000b'],
    ['id', 42],
    ['channel', undefined],
    ['channel', 'Chat'],
    ['channel', '9lives'],
    ['channel', "chat' OR '1'='1"],
    ['channel', 'c'.repeat(33)],
    ['user', 'robin'],
    ['user.reference', { name: 'Robin' }],
    ['user.reference', { reference: '' }],
    ['user.reference', { reference: 'x'.repeat(191) }],
    ['user.reference', { reference: 'half \ud83d' }],
    ['user.name', { reference: 'u', name: 'x'.repeat(256) }],
    ['user.name', { reference: 'u', name: '\udc00 low alone' }],
    ['user.email', { reference: 'u', email: 'x'.repeat(321) }],
    ['user.role', { reference: 'u', role: 'x'.repeat(65) }],
    ['user.role', { reference: 'u', role: {} }],
    ['initiatedBy', 'robot'],
    ['party', null],
    ['agentName', 'x'.repeat(256)],
    ['subject', 'x'.repeat(501)],
    ['subject', 'lone \ud83d'],
    ['startedAt', undefined],
    ['startedAt', 1_700_000_000],
    ['startedAt', '2026-03-01'],
    ['startedAt', '2026-03-01T09:00:00'],
    ['startedAt', '2026-02-30T09:00:00Z'],
    ['startedAt', '2026-03-01T09:00:00+99:99'],
    ['startedAt', 'yesterday'],
    // Years that the database has no room for, or reaches only by the offset.
    ['startedAt', '0000-01-01T00:00:00+01:00'],
    ['startedAt', '0999-12-31T23:59:59Z'],
    ['startedAt', '9999-12-31T23:59:59-14:00'],
  ])('is malformed in %s when that is %j, and says so', (field, value) => {
    const raw = { ...good, [field.split('.')[0]!]: value };
    expect(reasonOf(conversationReport, raw)).toMatch(new RegExp(`^${field.replace('.', '\\.')}: .`));
  });

  it.each([null, 'text', 7, []])('is malformed when it is %j instead of an object', (raw) => {
    expect(reasonOf(conversationReport, raw)).toMatch(/^conversation: ./);
  });

  it('is malformed with a field that is not known, which it names', () => {
    expect(reasonOf(conversationReport, { ...good, tenantId: newId() })).toMatch(/tenantId/);
    expect(reasonOf(conversationReport, { ...good, user: { reference: 'u', id: newId() } })).toMatch(
      /^user: .*id/,
    );
  });

  it.each([
    'NUL \u0000 inside',
    `quotes ' " \` and \\ and \\' and '' -- ; /* */`,
    'new\r\nlines\tand \u001a',
    '😀 family 👩‍👩‍👧‍👦 𝒳',
    'مرحبا ‏ و שלום',
    '%_?:name ${x} {{y}} <b>',
  ])('takes %j as it is', (text) => {
    const { user, subject } = toReported(
      conversationReport.parse({ ...good, user: { reference: text, name: text }, subject: text }),
      'acme',
    );
    expect([user?.reference, user?.name, subject]).toEqual([text, text, text]);
  });

  it('counts a missing text, an empty one and null as the same', () => {
    expect(hashOf({ subject: '' })).toBe(hashOf({ subject: null }));
    expect(hashOf({ subject: undefined })).toBe(hashOf({ subject: null }));
    expect(hashOf({ user: undefined })).toBe(hashOf({ user: null }));
    expect(hashOf({ user: { reference: 'u', name: '' } })).toBe(hashOf({ user: { reference: 'u' } }));
  });
});

describe('the content of a report', () => {
  it('is the same for the same instant in any zone and for fields in any order', () => {
    expect(hashOf({ startedAt: '2026-03-01T10:00:00+01:00' })).toBe(hashOf({}));
    expect(hashOf({ startedAt: '2026-03-01T09:00:00Z' })).toBe(hashOf({}));
    const { role, email, name, reference } = good.user;
    expect(hashOf({ user: { role, email, name, reference } })).toBe(hashOf({}));
    const turned = Object.fromEntries(Object.entries(good).reverse());
    expect(toReported(conversationReport.parse(turned), 'acme').contentHash).toBe(hashOf({}));
  });

  it('is not changed by the way its tenant or id is written', () => {
    expect(hashOf({ tenant: newId() })).toBe(hashOf({}));
  });

  it.each([
    { channel: 'voice' },
    { user: null },
    { user: { ...good.user, reference: 'u2' } },
    { user: { ...good.user, name: 'Kim' } },
    { user: { ...good.user, email: null } },
    { initiatedBy: 'agent' },
    { party: 'agent' },
    { agentName: null },
    { subject: 'delivery' },
    { startedAt: '2026-03-01T09:00:00.001Z' },
  ])('is another with %j', (change) => {
    expect(hashOf(change)).not.toBe(hashOf({}));
  });
});

describe('a hand-over', () => {
  const join = { tenant: 'acme', id: 'conv-1', agent: 'Ada', at: '2026-03-01T09:05:00Z' };

  it.each([
    ['id', ''],
    ['agent', ''],
    ['agent', 'x'.repeat(256)],
    ['agent', 'half \ud83d'],
    ['at', '2026-03-01T09:05:00'],
    ['at', '9999-12-31T23:59:59-14:00'],
    ['at', '0000-01-01T00:00:00+14:00'],
  ])('is malformed in %s when that is %j', (field, value) => {
    expect(reasonOf(joinReport, { ...join, [field]: value })).toMatch(new RegExp(`^${field}: .`));
  });

  it('is taken with an agent whose name needs four bytes a letter', () => {
    expect(reasonOf(joinReport, { ...join, agent: '😀'.repeat(127) })).toBeNull();
  });
});

describe('the id of a person', () => {
  it('follows from tenant and reference, exactly', () => {
    const tenant = newId();
    expect(personIdOf(tenant, 'u1')).toBe(personIdOf(tenant, 'u1'));
    const others = [personIdOf(newId(), 'u1'), personIdOf(tenant, 'U1'), personIdOf(tenant, 'u1 ')];
    expect(new Set([personIdOf(tenant, 'u1'), ...others]).size).toBe(4);
  });
});
