import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExportsJob } from '@tenantry/exports';
import { contentOf, kinds } from '@tenantry/archives/test';
import type { Content } from '@tenantry/archives/test';
import { bytesToId, idToBytes, newId, Platform } from '@tenantry/kernel';
import type { Download } from '@tenantry/trpc';
import { until } from '../test/fleet';
import { furnish } from '../test/isolation/tenant';
import type { Tenant } from '../test/isolation/tenant';
import { World } from '../test/isolation/world';

const odd =
  'quote " apostrophe \' backslash \\ tab \t line \n bell \u0007 nul \u0000 wide \u2028 عربي 😀 <&>';

let world: World;
let tenant: Tenant;
let other: Tenant;
let secrets: string[];
let content: Content;

const admin = () => world.as(tenant.users.admin, tenant.host).exports;
const run = () => world.get(ExportsJob).run();
const fetched = async (download: Promise<unknown>) => {
  const { chunks, bytes } = (await download) as Download;
  const zip = await buffer(Readable.from(chunks));
  expect(zip).toHaveLength(bytes!);
  return zip;
};

beforeAll(async () => {
  world = await World.make();
  tenant = await furnish(world);
  other = await furnish(world);
  await rarities(tenant);
  await rarities(other);
  await world.as(tenant.keys.own).conversations.report({
    conversations: [
      {
        id: 'odd',
        channel: 'chat',
        user: { reference: odd, name: odd },
        initiatedBy: 'agent',
        party: 'agent',
        agentName: odd,
        subject: odd,
        startedAt: new Date(Date.now() - 3_600_000).toISOString(),
      },
    ],
  });
  secrets = await allSecrets();
  const { id } = await admin().begin({});
  await run();
  const view = await admin().byId({ exportId: id });
  const zip = await fetched(admin().download({ exportId: id }));
  expect(view).toMatchObject({
    state: 'ready',
    bytes: zip.length,
    parts: { done: kinds.length, of: kinds.length },
  });
  content = await contentOf(zip);
  expect(view.rows).toEqual({ done: sumOf(content), of: sumOf(content) });
}, 120_000);
afterAll(() => world?.end());

const sumOf = ({ manifest }: Content) => manifest.files.reduce((sum, { rows }) => sum + rows, 0);

/** What comes about only after a long time, or a long way. */
async function rarities({ id, marker }: Tenant): Promise<void> {
  const [bytes, at] = [idToBytes(id), new Date('2026-05-01T10:20:30.456Z')];
  const insert = (table: string, row: Record<string, unknown>) =>
    world.query(
      `INSERT IGNORE INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
      Object.values(row),
    );
  const of = { tenant_id: bytes };
  const text = `${marker} text`;
  await insert('tenant_zones', { ...of, starts_at: at, day: '2026-05-01', time_zone: 'Asia/Tokyo' });
  await insert('quota_periods', { ...of, capability: 'workflow_triggers', period: '2026-05-01', used: 7 });
  const subject = { ...of, subject_id: idToBytes(newId()), step: 75, arming: 2 };
  await insert('threshold_steps', { ...subject, claimed: 1 });
  const use = { consumed: 8, purchased: 10, claimed_at: at };
  await insert('threshold_claims', { ...subject, subject_kind: 'contract', ...use });
  await insert('support_access', {
    ...of,
    ends_at: at,
    allowed_by_id: bytes,
    allowed_by: text,
    allowed_at: at,
  });
  await insert('support_views', {
    ...{ ...of, id: idToBytes(newId()), operator_id: idToBytes(newId()), operator_name: text },
    ...{ console_session_id: idToBytes(newId()), host: marker, reason: text, begun_at: at },
  });
}

/** Whatever the tables hold that opens something, in every form in which it could be written. */
async function allSecrets(): Promise<string[]> {
  const columns = await world.query<{ tbl: string; col: string }>(
    `SELECT table_name AS tbl, column_name AS col FROM information_schema.columns
     WHERE table_schema = DATABASE() AND (data_type IN ('blob', 'varbinary') OR column_type = 'binary(32)'
       OR column_name LIKE '%hash%') AND table_name <> 'migrations'`,
  );
  const found: string[] = [tenant.password, tenant.recoveryCode, ...tenant.authenticators.values()];
  for (const { tbl, col } of columns)
    for (const { value } of await world.query<{ value: Buffer | string }>(
      `SELECT ${col} AS value FROM ${tbl} WHERE ${col} IS NOT NULL`,
    ))
      found.push(
        ...(typeof value === 'string'
          ? [value]
          : (['hex', 'base64', 'base64url', 'latin1'] as const).map((form) => value.toString(form))),
      );
  return [...new Set(found)].filter((text) => text.length > 5);
}

/** These leave out rows, have them from elsewhere, or have grown since. */
const filtered = new Set(['capabilities', 'permissions', 'mails', 'operation-log', 'sign-in-sessions']);
const isPlain = (value: unknown) =>
  value === null || typeof value === 'number' || (typeof value === 'string' && !/^[\d-]{10}$/.test(value));

function asText(value: unknown): string {
  if (Buffer.isBuffer(value)) return bytesToId(value);
  return value instanceof Date ? value.toISOString() : String(value);
}

describe('the archive of a tenant with something of everything', () => {
  it.each(kinds.filter(({ name }) => !filtered.has(name)))(
    'has the rows of $name, field by field',
    async (kind) => {
      const lines = content.lines.get(kind.name)!;
      const tenantColumn = kind.name === 'profile' ? 'id' : 'tenant_id';
      const rows = await world.query(`SELECT * FROM ${kind.tables[0]} WHERE ${tenantColumn} = ?`, [
        idToBytes(tenant.id),
      ]);
      const columnOf = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const fields = Object.keys(kind.fields).filter(
        (field) => columnOf(field) in rows[0]! && lines.every((line) => isPlain(line[field])),
      );
      const shown = (row: Record<string, unknown>, nameOf = (field: string) => field) =>
        JSON.stringify(fields.map((field) => [field, asText(row[nameOf(field)])]));
      expect(fields.length).toBeGreaterThan(1);
      expect(lines.map((line) => shown(line)).sort()).toEqual(rows.map((row) => shown(row, columnOf)).sort());
    },
  );

  it('has some of everything, so that the comparison says something', () => {
    expect(content.manifest.files.filter(({ rows }) => rows === 0)).toEqual([]);
  });

  it('names what the API names, in its words', async () => {
    const operator = world.as(world.operators.admin);
    const tenantId = tenant.id;
    const { items: users } = await operator.users.list({ tenantId });
    expect(content.lines.get('users')).toEqual(
      expect.arrayContaining(
        users.map(({ id, username, email, role }) => expect.objectContaining({ id, username, email, role })),
      ),
    );
    const { items: log } = await operator.log.list({ tenantId, limit: 200 });
    const logged = new Map(content.lines.get('operation-log')!.map((line) => [line['id'], line]));
    const before = log.filter(({ at }) => at < content.manifest.createdAt);
    expect(before.length).toBeGreaterThan(10);
    for (const { id, at, action, before: was, after } of before)
      expect(logged.get(id)).toMatchObject({ at, action, before: was, after });
    const limits = Object.fromEntries(
      content.lines.get('capabilities')!.map((line) => [line['capability'], line]),
    );
    expect(limits['disk']).toMatchObject({
      limit: 5 * 1024 ** 3,
      origin: 'default',
      used: 0,
      overLimitSince: null,
    });
    expect(
      content.lines.get('users')!.filter((user) => user['twoStepSignIn'] === true).length,
    ).toBeGreaterThan(0);
    const scopes = content.lines.get('keys')!.map((line) => line['scopes']);
    expect(scopes[0]).toEqual(expect.arrayContaining(['conversations:write']));
  });

  it('keeps every character', () => {
    const person = content.lines.get('people')!.find(({ reference }) => reference === odd);
    expect(person).toMatchObject({ name: odd });
    const conversation = content.lines.get('conversations')!.find(({ id }) => id === 'odd');
    expect(conversation).toMatchObject({ subject: odd, agentName: odd, personId: person!['id'] });
  });

  it('holds nothing that opens anything', () => {
    const text = content.bytes.toString();
    const latin = content.bytes.toString('latin1');
    expect(secrets.length).toBeGreaterThan(50);
    expect(secrets.filter((secret) => text.includes(secret) || latin.includes(secret))).toEqual([]);
    // The start by which people know a key stands in the log, and no more of it.
    expect(text).not.toMatch(/tnk_[\w.-]{10,}|\$argon2/);
  });

  it('holds nothing of another tenant', async () => {
    const text = content.bytes.toString();
    const ids = [...other.ids].flatMap(([column, found]) =>
      /operators|licence|permission_/.test(column) ? [] : found,
    );
    expect(ids.length).toBeGreaterThan(20);
    expect(text).not.toContain(other.marker);
    expect(ids.filter((id) => text.includes(id))).toEqual([]);
  });

  it('explains itself', () => {
    expect(content.manifest).toMatchObject({
      format: 'tenantry-export',
      version: 1,
      tenant: { id: tenant.id, slug: tenant.marker },
    });
    expect(content.readme).toContain('users.jsonl');
  });
});

describe('whoever began it', () => {
  it('is told by a mail with a link to the page, never the archive', async () => {
    const letters = async (address: string) =>
      world.query<{ letter: string; params: string }>(
        'SELECT letter, params FROM outbox WHERE to_address = ? AND letter LIKE ? ORDER BY id DESC',
        [address, '%export-ready'],
      );
    const [{ email }] = (await world.query<{ email: string }>('SELECT email FROM users WHERE id = ?', [
      idToBytes(tenant.users.admin.kind === 'user' ? tenant.users.admin.id : ''),
    ])) as [{ email: string }];
    const [mail] = await letters(email);
    expect(mail!.letter).toBe('export-ready');
    expect(JSON.parse(mail!.params)).toMatchObject({ address: expect.stringContaining(tenant.host) });
  });

  it('reads in the log who begins and downloads', async () => {
    const { items } = await world.as(tenant.users.admin, tenant.host).log.list({ type: 'export' });
    expect(items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['export.begun', 'export.downloaded']),
    );
  });

  it('may be an operator, also of a tenant that is disabled; what its own people began waits', async () => {
    const operator = world.as(world.operators.admin);
    const tenantId = other.id;
    const own = await world.as(other.users.admin, other.host).exports.begin({});
    await operator.tenants.disable({ tenantId });
    await run();
    expect(await operator.exports.byId({ tenantId, exportId: own.id })).toMatchObject({ state: 'queued' });
    await operator.exports.cancel({ tenantId, exportId: own.id });
    const { id: exportId } = await operator.exports.begin({ tenantId });
    await run();
    const zip = await fetched(operator.exports.download({ tenantId, exportId }));
    const { manifest, lines } = await contentOf(zip);
    expect(manifest.tenant.id).toBe(tenantId);
    const [mail] = await world.query<{ letter: string; params: string }>(
      'SELECT letter, params FROM outbox WHERE tenant_id = ? ORDER BY id DESC LIMIT 1',
      [idToBytes(tenantId)],
    );
    expect(mail!.letter).toBe('tenant-export-ready');
    expect(JSON.parse(mail!.params)).toMatchObject({
      address: expect.stringContaining('console.'),
      tenantId,
    });
    expect(lines.get('operation-log')!.at(-1)).toMatchObject({
      action: 'export.begun',
      actorKind: 'operator',
    });
    const folder = join(world.get(Platform).files, 'exports', tenantId);
    await operator.exports.remove({ tenantId, exportId });
    await until('its file is gone', async () => !(await readdir(folder)).includes(`${exportId}.zip`));
  });
});
