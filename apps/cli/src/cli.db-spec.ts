import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { scratchSchema } from '@tenantry/database';
import type { Scratch } from '@tenantry/database';
import { instantToWall } from '@tenantry/kernel';

jest.setTimeout(120_000);

const root = process.cwd();
let folder: string;
let scratch: Scratch;
let api: ChildProcess;
let env: Record<string, string>;
let key: string;

const settings = {
  SECRET: 'a secret for specs, long enough to be taken as one',
  PORTAL_SECRET: 'another secret for specs, also long enough for it',
  PLATFORM_HOST: 'cx.localhost',
  CONSOLE_HOST: 'console.localhost',
  MANAGED_HOSTS: '{slug}.localhost',
  PUBLIC_SCHEME: 'http',
  PUBLIC_PORT: '4300',
  // Nothing listens there: a mail server that is away must hold nothing up.
  SMTP_URL: 'smtp://127.0.0.1:9',
  MAIL_FROM: 'Tenantry <no-reply@tenantry.test>',
};

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** bin/tenantry's program, as it is shipped. `during` gets the process while it runs. */
function cli(words: string[], during?: (child: ChildProcess) => void, extra = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(folder, 'cli.js'), ...words], { env: { ...env, ...extra } });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  during?.(child);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startApi(): Promise<void> {
  api = spawn(process.execPath, [join(folder, 'api.js')], { env, stdio: 'ignore' });
  const address = `http://127.0.0.1:${env['API_PORT']}/health/ready`;
  for (let tries = 0; tries < 300; tries++) {
    if (
      await fetch(address).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The API did not start');
}

const count = async (sql: string) => Number((await scratch.database.query<{ n: string }[]>(sql))[0]!.n);
const conversations = (slug: string) =>
  count(
    `SELECT COUNT(*) AS n FROM conversations c JOIN tenants t ON t.id = c.tenant_id WHERE t.slug = '${slug}'`,
  );
const consumed = (slug: string) =>
  count(
    `SELECT consumed AS n FROM contract_counters c JOIN tenants t ON t.id = c.tenant_id WHERE t.slug = '${slug}'`,
  );

beforeAll(async () => {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  folder = mkdtempSync(join(root, 'node_modules/.cache/tenantry-cli-'));
  const rolldown = join(root, 'node_modules/rolldown/bin/cli.mjs');
  execFileSync(process.execPath, [rolldown, '-c', '-d', folder], { cwd: root, stdio: 'pipe' });
  scratch = await scratchSchema();
  env = {
    ...settings,
    DATABASE_URL: scratch.url,
    API_PORT: String(await freePort()),
    PATH: process.env['PATH']!,
    FILES: join(folder, 'files'),
  };
});
afterAll(async () => {
  api?.kill('SIGTERM');
  await scratch.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Rows of every table, and what their content adds up to. */
async function everything(): Promise<Record<string, string>> {
  const tables = await scratch.database.query<{ name: string }[]>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
  );
  // What jobs hold, and when mails are tried again, moves by itself.
  const names = tables.map(({ name }) => name).filter((name) => !['outbox', 'job_leases'].includes(name));
  const sums = await scratch.database.query<{ Table: string; Checksum: string }[]>(
    `CHECKSUM TABLE ${names.join(', ')}`,
  );
  return Object.fromEntries(sums.map(({ Table, Checksum }) => [Table.split('.')[1]!, String(Checksum)]));
}

describe('demo', () => {
  it('is finished after it was killed, and then changes nothing any more', async () => {
    // At some moment between its first row and its last.
    await cli(['demo'], (child) => setTimeout(() => child.kill('SIGKILL'), 900 + Math.random() * 2_000));
    const finished = await cli(['demo']);
    expect(finished).toMatchObject({ code: 0, err: '' });
    key = /tnk_\S+/.exec(finished.out)?.[0] ?? '';
    const told = [...finished.out.matchAll(/^(\w+) +(\d+) conversations, (\d+) of (\d+)/gm)];
    expect(told).toHaveLength(3);
    for (const [, slug, recorded, sessions, purchased] of told) {
      expect([slug, await conversations(slug!)]).toEqual([slug, Number(recorded)]);
      expect([slug, await consumed(slug!)]).toEqual([slug, Number(sessions)]);
      if (slug === 'harborline') expect((Number(sessions) * 100) / Number(purchased)).toBeCloseTo(84.6, 0);
    }
    // Of the licences, and of the one limit that is exceeded.
    const claims = await scratch.database.query('SELECT step FROM threshold_claims ORDER BY step');
    expect(claims).toEqual([{ step: 75 }, { step: 100 }]);

    const before = await everything();
    expect(await cli(['demo'])).toEqual({ code: 0, out: 'The demo data are there already.\n', err: '' });
    expect(await everything()).toEqual(before);
  });

  it('leaves admins who sign in with their own password, and one tenant disabled', async () => {
    const users = await scratch.database.query(
      `SELECT t.slug, t.state, u.username, u.must_change_password AS must FROM users u
       JOIN tenants t ON t.id = u.tenant_id ORDER BY t.slug`,
    );
    expect(users).toEqual([
      { slug: 'harborline', state: 'enabled', username: 'admin', must: 0 },
      { slug: 'nordlicht', state: 'disabled', username: 'admin', must: 0 },
      { slug: 'qamar', state: 'enabled', username: 'admin', must: 0 },
    ]);
  });
});

describe('check', () => {
  it('counts again what is used, says what differs and puts it right on demand', async () => {
    expect(await cli(['check'])).toEqual({
      code: 0,
      out: 'Every counter is what its rows come to.\n',
      err: '',
    });
    await scratch.database.query(
      `INSERT INTO capability_states (tenant_id, capability, used, allocated)
       SELECT id, 'agents', 4, 5 FROM tenants WHERE slug = 'harborline'
       ON DUPLICATE KEY UPDATE used = used + 4`,
    );
    expect(await cli(['check'])).toMatchObject({
      code: 1,
      out: expect.stringMatching(
        /^harborline: agents: units used: recorded \d+, counted \d+\n1 number differs/,
      ),
    });
    expect(await cli(['check', '--repair'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('put right.'),
    });
    expect(await cli(['check'])).toMatchObject({ code: 0 });
  });
});

describe('operators and keys', () => {
  it('makes an operator once, and logs it', async () => {
    const made = await cli(['operators', 'create', '--email', 'ada@example.com', '--name', 'Ada Alder']);
    expect(made.code).toBe(0);
    expect(made.out).toMatch(
      /console\.localhost:4300 as admin.\nPassword, shown only now: (\w{4}-){4}\w{4}\n/,
    );
    const again = await cli(['operators', 'create', '--email', 'ADA@example.com', '--name', 'Ada Alder']);
    expect(again).toEqual({ code: 1, out: '', err: 'email: An operator has this e-mail address already.\n' });
    const [row] = await scratch.database.query<{ actor_kind: string; target_name: string }[]>(
      `SELECT actor_kind, target_name FROM operation_log WHERE action = 'operator.created' ORDER BY id DESC LIMIT 1`,
    );
    expect(row).toEqual({ actor_kind: 'system', target_name: 'Ada Alder' });
  });

  it('makes a key for one tenant, and refuses a tenant that there is not', async () => {
    const words = ['keys', 'create', '--name', 'chat', '--scopes', 'conversations:write', '--tenant'];
    expect((await cli([...words, 'qamar'])).out).toMatch(/^tnk_\S+\n$/);
    expect(await cli([...words, 'nowhere'])).toMatchObject({
      code: 1,
      err: '--tenant: there is no tenant “nowhere”.\n',
    });
  });

  it('creates the tenants of a file, each row by itself, and none twice', async () => {
    const file = join(folder, 'tenants.csv');
    const header =
      'companyName,slug,size,country,timeZone,language,admin.username,admin.firstName,admin.lastName,admin.email,capabilities.agents,permissions.campaign';
    const row = (slug: string, country: string, agents = '') =>
      `"Filed, ${slug}",${slug},1-10,${country},Europe/London,en,ada,Ada,Byron,ada@${slug}.test,${agents},`;
    const write = (...rows: string[]) => writeFileSync(file, [header, ...rows, ''].join('\n'));
    const made = () => count("SELECT COUNT(*) AS n FROM tenants WHERE slug LIKE 'filed-%'");

    write(row('filed-one', 'GB', '7'), row('filed-two', 'Atlantis'), row('filed-three', 'DE', 'many'));
    const tried = await cli(['tenants', 'create', '--file', file, '--dry-run']);
    expect(tried.code).toBe(1);
    expect(tried.out).toContain('line 2: filed-one would be created at filed-one.localhost; it takes 7 of ');
    expect(tried.out).toMatch(/^line 3: country: This is not a country code/m);
    expect(tried.out).toMatch(/^line 4: capabilities.agents: “many” is not a number/m);
    expect(tried.err).toContain('1 would be created, 0 created before, 2 not.');
    expect(await made()).toBe(0);

    const first = await cli(['tenants', 'create', '--file', file]);
    expect([first.code, await made()]).toEqual([1, 1]);
    write(row('filed-one', 'GB', '7'), row('filed-two', 'FR'), row('filed-three', 'DE', '9'));
    const again = await cli(['tenants', 'create', '--file', file]);
    expect([again.code, again.err, await made()]).toEqual([0, '2 created, 1 created before, 0 not.\n', 3]);
    expect(again.out).toMatch(/^line 2: created before: filed-one /m);

    const one = join(folder, 'tenant.json');
    writeFileSync(one, '{ "companyName": ');
    const broken = await cli(['tenants', 'create', '--file', one]);
    expect([broken.code, broken.err]).toEqual([1, `${one} is not JSON.\n`]);
  });

  it('says which option is wrong, with exit code 2', async () => {
    expect(await cli(['keys', 'create', '--name', 'x', '--scopes', 'a:b'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give either --tenant or --all-tenants.'),
    });
    expect((await cli(['operators', 'create', '--mail', 'x'])).err).toContain("Unknown option '--mail'");
    expect((await cli(['nothing'])).code).toBe(2);
    expect((await cli(['demo', '--help'])).out).toContain('bin/tenantry demo');
  });
});

describe('licences', () => {
  const file = (name: string) => join(folder, name);
  const licence = (...words: string[]) => cli(['licence', ...words]);
  const issue = (...words: string[]) =>
    licence('issue', '--key', file('acme.private.json'), '--customer', 'Acme Platforms', ...words);

  it('makes an issuer’s keys once, the private one for its owner alone', async () => {
    expect(await licence('keygen', '--out', file('acme'))).toMatchObject({ code: 0, err: '' });
    expect(statSync(file('acme.private.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('acme.public.json'), 'utf8')).not.toContain('"d"');
    expect(await licence('keygen', '--out', file('acme'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('was left as it is'),
    });
  });

  it('issues, inspects and installs, each telling what the licence grants', async () => {
    const trusting = { LICENCE_KEYS: file('acme.public.json') };
    const terms = [
      '--valid-to',
      '2999-01-01',
      '--grace-days',
      '14',
      '--pool',
      'agents=10',
      '--pool',
      'tenants=50',
    ];
    const issued = await issue('--id', 'acme-1', ...terms);
    expect(issued).toMatchObject({ code: 0, out: expect.stringMatching(/^\S+\n$/) });
    expect(issued.err).toContain('agents              10');
    writeFileSync(file('acme.licence'), issued.out);
    const inspected = await licence('inspect', file('acme.licence'), '--key', file('acme.public.json'));
    expect(inspected).toMatchObject({ code: 0, out: expect.stringContaining('acme-1, version 1') });
    expect(await licence('inspect', file('acme.licence'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/acme\.licence: .*does not trust/),
    });
    const shown = await cli(['licence', 'install', file('acme.licence'), '--dry-run'], undefined, trusting);
    expect(shown.out).toMatch(/agents +1,000 → 10, 36 allocated: 26 beyond it, which stay/);
    expect(await count('SELECT COUNT(*) AS n FROM licences')).toBe(0);
    const installed = await cli(['licence', 'install', file('acme.licence')], undefined, trusting);
    expect(installed).toMatchObject({ code: 0, out: expect.stringContaining('It is in force.') });
    const again = await cli(['licence', 'install', file('acme.licence')], undefined, trusting);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('already in force') });
    const logged = "SELECT COUNT(*) AS n FROM operation_log WHERE action = 'licence.installed'";
    expect(await count(logged)).toBe(1);
    // What comes after goes by the evaluation licence again.
    await scratch.database.query('UPDATE licence_pools SET licence_id = NULL');
  });

  it('says what is wrong with what is to be signed', async () => {
    expect((await issue()).err).toContain('validTo: ');
    expect((await issue('--valid-to', 'never', '--pool', 'robots=5')).err).toContain('robots');
    expect((await issue('--valid-to', 'never', '--pool', 'agents=many')).err).toContain('agents=unlimited');
    expect((await licence('issue', '--key', file('acme.public.json'))).err).toContain('no private key');
  });
});

describe('import conversations', () => {
  const zone = 'America/New_York';
  const minute = 60_000;
  const start = Math.floor(Date.now() / minute) * minute - 3 * 24 * 60 * minute;
  /** A call every seven minutes, by three agents in turn, so each agent's calls lie 21 minutes apart. */
  const calls = Array.from({ length: 600 }, (_, i) => ({
    id: `K-${i}`,
    agent: `Agent ${i % 3}`,
    at: start + i * 7 * minute,
  }));
  const csv = (rows: typeof calls) =>
    ['call,agent,date,time,topic']
      .concat(
        rows.map(({ id, agent, at }) => {
          const [day, time] = instantToWall(new Date(at), zone).split('T');
          const [year, month, date] = day!.split('-').map(Number);
          const [hour, min] = time!.split(':');
          return `${id},${agent},${month}/${date}/${year},${Number(hour)}:${min}:00,"Billing, again"`;
        }),
      )
      .join('\r\n');
  const file = (text: string) => {
    const path = join(folder, 'calls.csv');
    writeFileSync(path, text);
    return path;
  };
  const mapping = (
    '--map id=call --map user.reference=agent --map user.name=agent --map agentName=agent --map subject=topic ' +
    '--map date=date --map time=time --date-format M/D/YYYY --time-format H:mm:ss ' +
    `--zone ${zone} --set channel=phone_line --set initiatedBy=agent --set party=agent`
  ).split(' ');
  const run = (path: string, more: string[] = [], during?: (child: ChildProcess) => void) =>
    cli(['import', 'conversations', path, '--tenant', 'harborline', ...mapping, ...more], during, {
      TENANTRY_KEY: key,
    });

  beforeAll(startApi);

  it('sends nothing in a dry run', async () => {
    const before = await conversations('harborline');
    const dry = await run(file(csv(calls)), ['--dry-run']);
    expect(dry).toMatchObject({ code: 0, err: expect.stringContaining('600 conversations would be sent') });
    expect(await conversations('harborline')).toBe(before);
  });

  it('counts every row once, whatever their order and however often it runs', async () => {
    const before = [await conversations('harborline'), await consumed('harborline')] as const;
    const first = await run(file(csv(calls.toReversed())));
    expect(first).toMatchObject({ code: 0, out: '', err: expect.stringContaining('600 recorded') });
    const second = await run(file(csv(calls)));
    expect(second).toMatchObject({ code: 0, err: expect.stringContaining('600 repeats') });
    expect(await conversations('harborline')).toBe(before[0] + 600);
    // Windows of 60 minutes over calls 21 minutes apart: three to a window, 67 windows for 200 calls.
    expect(await consumed('harborline')).toBe(before[1] + 3 * 67);
  });

  it('lists what was not taken, by line, and fails', async () => {
    const path = file(
      `${csv(calls.slice(0, 2))}\r\nK-1,Agent 9,1/1/2026,9:00:00,x\r\nK-x,Agent 1,1/32/2026,9:00:00,x\r\n`,
    );
    const rejects = join(folder, 'rejects.csv');
    const ended = await run(path, ['--rejects', rejects]);
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('2 rows were rejected') });
    const lines = readFileSync(rejects, 'utf8').trim().split('\n').sort();
    expect(lines).toEqual([
      expect.stringMatching(/^4,K-1,conflict,/),
      '5,K-x,invalid,date “1/32/2026” is not M/D/YYYY',
      'line,id,outcome,reason',
    ]);
  });

  it('stops at Ctrl-C, and the same command goes on', async () => {
    const many = Array.from({ length: 30_000 }, (_, i) => ({
      id: `M-${i}`,
      agent: `Agent ${i % 500}`,
      at: start + i * 1000,
    }));
    const path = file(csv(many));
    const before = await conversations('harborline');
    const stopped = await run(path, [], (child) => {
      const watch = async () => {
        if ((await conversations('harborline')) >= before + 3_000) child.kill('SIGINT');
        else setTimeout(watch, 20);
      };
      void watch();
    });
    expect(stopped.code).toBe(1);
    const line = Number(/Every row up to line (\d+) is answered/.exec(stopped.err)?.[1]);
    expect(line).toBeGreaterThan(1);
    expect(await conversations('harborline')).toBe(before + line - 1);
    expect(await run(path)).toMatchObject({
      code: 0,
      err: expect.stringContaining(`${(line - 1).toLocaleString('en')} repeats`),
    });
    expect(await conversations('harborline')).toBe(before + 30_000);
  });

  it('says in one sentence what is wrong with key, address or file', async () => {
    const path = file(csv(calls.slice(0, 2)));
    const wrongKey = await run(path, ['--key', 'tnk_aaaaaaaa_bbbb']);
    expect(wrongKey).toMatchObject({ code: 1, err: 'The API: This API key is not valid.\n' });
    expect(await run(join(folder, 'none.csv'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no file'),
    });
    expect(await run(path, ['--map', 'user.email=mail'])).toMatchObject({
      code: 1,
      err: '--map user.email: the file has no column “mail”. It has call, agent, date, time, topic.\n',
    });
    expect(await run(path, ['--zone', 'Mars/Base'])).toMatchObject({ code: 2 });
  });
});
