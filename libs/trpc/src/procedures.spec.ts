import { describe, expect, it } from '@jest/globals';
import { TRPCError } from '@trpc/server';
import { DomainError, newId } from '@tenantry/kernel';
import { z } from 'zod';
import type { Context, Principal } from './context';
import {
  adminProcedure,
  memberProcedure,
  meteringProcedure,
  operatorAdminProcedure,
  operatorLogProcedure,
  operatorProcedure,
  operatorSupportProcedure,
  operatorTenantProcedure,
  publicProcedure,
  router,
  serviceProcedure,
  signedInProcedure,
  tenantAdminProcedure,
  tenantLogProcedure,
  tenantProcedure,
  tenantSupportProcedure,
} from './procedures';

const mine = newId();
const other = newId();
const missing = newId();

const anonymous: Principal = { kind: 'anonymous' };
const operator = (role: 'admin' | 'support' | 'auditor'): Principal => ({
  kind: 'operator',
  id: newId(),
  name: 'Olga',
  role,
  sessionId: newId(),
});
const user = (role: 'admin' | 'agent', mustChangePassword = false): Principal => ({
  kind: 'user',
  id: newId(),
  name: 'Uma',
  tenantId: mine,
  role,
  sessionId: newId(),
  mustChangePassword,
});
const key = (...scopes: string[]): Principal => ({
  kind: 'key',
  id: newId(),
  name: 'chat',
  scopes: new Set(scopes),
  tenantId: null,
  covers: () => true,
});

const tenantInput = z.strictObject({ tenantId: z.string().optional() });
const named = z.strictObject({ tenantId: z.string() });
const write = async ({ ctx }: { ctx: Context }) => {
  await ctx.record({ type: 'settings', action: 'settings.changed' });
  return ctx.tenantId;
};

const root = router({
  public: publicProcedure.query(() => 'public'),
  signedIn: signedInProcedure.query(() => 'signedIn'),
  member: memberProcedure.query(({ ctx }) => ctx.tenantId),
  admin: adminProcedure.query(({ ctx }) => ctx.tenantId),
  operatorLog: operatorLogProcedure.query(() => 'operatorLog'),
  operatorSupport: operatorSupportProcedure.mutation(write),
  operator: operatorProcedure.query(() => 'operator'),
  operatorAdmin: operatorAdminProcedure.query(() => 'operatorAdmin'),
  operatorTenant: operatorTenantProcedure.input(named).mutation(write),
  tenant: tenantProcedure.input(tenantInput).query(({ ctx }) => ctx.tenantId),
  tenantLog: tenantLogProcedure.input(tenantInput).query(({ ctx }) => ctx.tenantId),
  tenantSupport: tenantSupportProcedure.input(tenantInput).mutation(write),
  tenantAdmin: tenantAdminProcedure.input(tenantInput).mutation(write),
  service: serviceProcedure('settings:read').query(() => 'service'),
  metering: meteringProcedure('conversations:write').mutation(() => 'counted'),
  silent: publicProcedure.mutation(() => 'wrote nothing'),
  recording: publicProcedure.mutation(write),
  refusing: publicProcedure.query((): string => {
    throw new DomainError('limit', 'Used up.', { code: 'used_up' });
  }),
});

function caller(principal: Principal, more: Partial<Context> = {}) {
  const recorded: string[] = [];
  const ctx: Context = {
    actor: { kind: 'anonymous', id: null, name: '' },
    principal,
    tenantId: null,
    host: 'acme.localhost',
    rawHost: 'acme.localhost:4300',
    viaPortal: true,
    origin: null,
    fetchSite: null,
    ip: null,
    userAgent: null,
    requestId: 'r1',
    recorded: 0,
    tenantExists: async (id) => id === mine || id === other,
    permits: async () => null,
    async record(entry) {
      recorded.push(`${entry.action} ${this.tenantId}`);
    },
    ...more,
  };
  return { recorded, call: root.createCaller(ctx) };
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'OK',
    (error) => (error instanceof TRPCError ? error.code : String(error)),
  );

describe('who may call', () => {
  const everyone = {
    anonymous,
    auditor: operator('auditor'),
    support: operator('support'),
    operator: operator('admin'),
    agent: user('agent'),
    admin: user('admin'),
    fresh: user('admin', true),
    key: key('settings:read'),
  };
  const verdicts = async (ask: (call: ReturnType<typeof caller>['call']) => Promise<unknown>) => {
    const entries = Object.entries(everyone).map(
      async ([name, principal]) => [name, await codeOf(ask(caller(principal).call))] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };
  const U = 'UNAUTHORIZED';
  const F = 'FORBIDDEN';
  const row = (...codes: string[]) =>
    Object.fromEntries(Object.keys(everyone).map((name, i) => [name, codes[i]]));

  // In the order: anonymous, auditor, support, operator, agent, admin, fresh, key.
  it('is everyone for a public procedure', async () => {
    expect(await verdicts((call) => call.public())).toEqual(row(...Array<string>(8).fill('OK')));
  });

  it('is every person for a signed-in procedure', async () => {
    expect(await verdicts((call) => call.signedIn())).toEqual(row(U, 'OK', 'OK', 'OK', 'OK', 'OK', 'OK', U));
  });

  it('is the staff of a tenant for a member procedure, once they have a password of their own', async () => {
    expect(await verdicts((call) => call.member())).toEqual(row(U, F, F, F, 'OK', 'OK', F, F));
    expect(await verdicts((call) => call.admin())).toEqual(row(U, F, F, F, F, 'OK', F, F));
  });

  it('is an operator by role: logs, reads, sending again, changes', async () => {
    expect(await verdicts((call) => call.operatorLog())).toEqual(row(U, 'OK', 'OK', 'OK', F, F, F, F));
    expect(await verdicts((call) => call.operator())).toEqual(row(U, F, 'OK', 'OK', F, F, F, F));
    expect(await verdicts((call) => call.operatorSupport())).toEqual(row(U, F, 'OK', 'OK', F, F, F, F));
    expect(await verdicts((call) => call.operatorAdmin())).toEqual(row(U, F, F, 'OK', F, F, F, F));
    expect(await verdicts((call) => call.operatorTenant({ tenantId: mine }))).toEqual(
      row(U, F, F, 'OK', F, F, F, F),
    );
  });

  it('is operators by role and the tenant itself for a tenant procedure', async () => {
    const about = { tenantId: mine };
    expect(await verdicts((call) => call.tenantLog(about))).toEqual(
      row(U, 'OK', 'OK', 'OK', 'OK', 'OK', F, F),
    );
    expect(await verdicts((call) => call.tenant(about))).toEqual(row(U, F, 'OK', 'OK', 'OK', 'OK', F, F));
    expect(await verdicts((call) => call.tenantSupport(about))).toEqual(row(U, F, 'OK', 'OK', F, 'OK', F, F));
    expect(await verdicts((call) => call.tenantAdmin(about))).toEqual(row(U, F, F, 'OK', F, 'OK', F, F));
  });

  it('is a key with the scope for a service', async () => {
    expect(await verdicts((call) => call.service())).toEqual(row(U, U, U, U, U, U, U, 'OK'));
    expect(await codeOf(caller(key('settings:read')).call.metering())).toBe(F);
    expect(await codeOf(caller(key('conversations:write')).call.metering())).toBe('OK');
  });
});

describe('the tenant of a call', () => {
  it('is the one an operator names, and must exist', async () => {
    const { call } = caller(operator('support'));
    expect(await call.tenant({ tenantId: other })).toBe(other);
    expect(await codeOf(call.tenant({ tenantId: missing }))).toBe('NOT_FOUND');
    expect(await codeOf(call.tenant({ tenantId: 'acme' }))).toBe('NOT_FOUND');
    expect(await codeOf(call.tenant({}))).toBe('BAD_REQUEST');
  });

  it('is always the own one of a user: another behaves as one that does not exist', async () => {
    const { call, recorded } = caller(user('admin'));
    expect(await call.tenant({})).toBe(mine);
    expect(await codeOf(call.tenant({ tenantId: other }))).toBe('NOT_FOUND');
    expect(await codeOf(call.tenantAdmin({ tenantId: other }))).toBe('NOT_FOUND');
    expect(recorded).toEqual([]);
  });

  it('is the one whose log gets the row, also when an operator named it', async () => {
    const { call, recorded } = caller(operator('admin'));
    await call.tenantAdmin({ tenantId: other });
    await call.operatorTenant({ tenantId: mine });
    expect(recorded).toEqual([`settings.changed ${other}`, `settings.changed ${mine}`]);
  });
});

describe('a mutation', () => {
  it('that wrote no log row fails as a bug', async () => {
    await expect(caller(anonymous).call.silent()).rejects.toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: expect.stringContaining('silent changed something and wrote no operation-log row'),
    });
  });

  it('passes when it wrote one, and a metering one without', async () => {
    const { call, recorded } = caller(anonymous);
    expect(await codeOf(call.recording())).toBe('OK');
    expect(recorded).toEqual(['settings.changed null']);
    expect(await codeOf(caller(key('conversations:write')).call.metering())).toBe('OK');
  });

  it('counts the rows of one call of a batch, not of its neighbours', async () => {
    const { call } = caller(anonymous);
    expect(await Promise.all([codeOf(call.recording()), codeOf(call.silent())])).toEqual([
      'OK',
      'INTERNAL_SERVER_ERROR',
    ]);
  });

  it.each([
    ['no origin at all, as from a program', {}, 'OK'],
    ['the same origin', { origin: 'http://acme.localhost:4300', fetchSite: 'same-origin' }, 'OK'],
    ['an address typed by a person', { fetchSite: 'none' }, 'OK'],
    ['a sibling tenant', { origin: 'http://evil.localhost:4300', fetchSite: 'same-site' }, 'FORBIDDEN'],
    ['a sibling that hides its origin', { fetchSite: 'same-site' }, 'FORBIDDEN'],
    ['another port', { origin: 'http://acme.localhost:4301' }, 'FORBIDDEN'],
    ['a sandboxed page', { origin: 'null' }, 'FORBIDDEN'],
    ['another site', { origin: 'https://evil.example', fetchSite: 'cross-site' }, 'FORBIDDEN'],
  ])('from %s: %s gives %s', async (_, headers, code) => {
    expect(await codeOf(caller(anonymous, headers).call.recording())).toBe(code);
  });

  it('is the only thing that the origin check stops: a read from elsewhere passes', async () => {
    const { call } = caller(anonymous, { origin: 'https://evil.example', fetchSite: 'cross-site' });
    expect(await codeOf(call.public())).toBe('OK');
  });
});

describe('errors', () => {
  it('of the domain leave under the code of their kind', async () => {
    await expect(caller(anonymous).call.refusing()).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: 'Used up.',
    });
  });

  it('are thrown for every call when what was sent as credentials is bad', async () => {
    const refusal = new DomainError('unauthenticated', 'Your session has ended.', { code: 'session_ended' });
    expect(await codeOf(caller(anonymous, { refusal }).call.public())).toBe('UNAUTHORIZED');
    expect(await codeOf(caller(anonymous, { refusal: new Error('broken') }).call.public())).toBe(
      'INTERNAL_SERVER_ERROR',
    );
  });
});
