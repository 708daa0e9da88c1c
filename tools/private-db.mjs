// A private MariaDB or MySQL server: its own folder and port, its life tied to this process's.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import { canInstall, findProgram, install } from './apt.mjs';
import { logTail, run, startChild } from './child.mjs';
import { logs } from './env.mjs';
import { Stopped } from './progress.mjs';

const noServer = `No MariaDB or MySQL server was found. Any of these will do:
  - set DATABASE_URL (for the tests TEST_DATABASE_URL) to an empty database of your own, as mysql://user:password@host:3306/name
  - install MariaDB (Debian, Ubuntu: apt-get install mariadb-server-core; macOS: brew install mariadb)
  - install MySQL 8.4 or newer so that mysqld is on PATH`;

/** Data kept in `dir`; a commit is on disk before it is acknowledged. */
export function durableDatabase({ dir, port, password, log }) {
  return start({ dir, port, password, log, tuning: ['--innodb-flush-log-at-trx-commit=1'] });
}

/** For tests: in memory where there is room, gone when it stops, fast because nothing must survive. */
export async function fastDatabase({ port, password }) {
  const dir = mkdtempSync(join(roomyFolder(), 'tenantry-db-'));
  // Outside the folder, which is gone by the time a failed start is explained.
  const log = join(logs, `test-server-${port}.log`);
  const tuning = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0'];
  const database = await start({ dir, port, password, log, tuning, removeAfter: dir });
  void database.child.exited.then(() => {
    if (database.child.stopping) for (const file of [log, `${log}.1`]) rmSync(file, { force: true });
  });
  return database;
}

async function start({ dir, port, password, log, tuning, removeAfter }) {
  const server = await findServer();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await endLeftover(dir);
  try {
    if (!existsSync(join(dir, 'data'))) await createData(server, dir, log);
  } catch (error) {
    if (removeAfter) rmSync(removeAfter, { recursive: true, force: true });
    throw error;
  }
  const init = join(dir, 'init.sql');
  writeFileSync(init, initialSql(password), { mode: 0o600 });
  const child = startChild({
    name: 'the database',
    command: [server.program, ...options({ server, dir, port, init, tuning })],
    cwd: dir,
    log,
    removeAfter,
  });
  const url = `mysql://tenantry:${password}@127.0.0.1:${port}/tenantry`;
  return { url, child, version: await answer(url, child), stop: child.stop };
}

export async function findServer() {
  let program = findProgram('mariadbd', 'mysqld');
  if (!program && canInstall()) {
    await install('mariadb-server-core');
    program = findProgram('mariadbd', 'mysqld');
  }
  if (!program) throw new Error(noServer);
  const mariadb = execFileSync(program, ['--no-defaults', '--version'], { encoding: 'utf8' }).includes(
    'MariaDB',
  );
  return { program, mariadb, asRoot: process.getuid?.() === 0 ? ['--user=root'] : [] };
}

/** Made beside and renamed, so that an interrupted start leaves no half-made data folder in use. */
async function createData({ program, mariadb, asRoot }, dir, log) {
  const fresh = join(dir, 'data.new');
  rmSync(fresh, { recursive: true, force: true });
  const server = [program, '--no-defaults', ...asRoot, `--datadir=${fresh}`];
  const command = mariadb ? mariadbBootstrap(server, fresh, dir) : [...server, '--initialize-insecure'];
  await run({ name: 'Creating the private database', command, cwd: dir, log });
  renameSync(fresh, join(dir, 'data'));
}

/**
 * What mariadb-install-db does, less what is not needed: the script wants my_print_defaults, which Debian
 * ships in the client's package, and as root it changes the owner of files of the system.
 */
function mariadbBootstrap(server, fresh, dir) {
  mkdirSync(fresh, { mode: 0o700 });
  const help = execFileSync(server[0], ['--no-defaults', '--verbose', '--help'], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const share = dirname(/^character-sets-dir\s+(\S+?)\/*$/m.exec(help)?.[1] ?? '/usr/share/mysql/charsets');
  const parts = ['system_tables', 'performance_tables', 'system_tables_data'].map((part) => {
    // MariaDB 11 renamed them.
    const files = [`mariadb_${part}.sql`, `mysql_${part}.sql`].map((name) => join(share, name));
    const file = files.find((candidate) => existsSync(candidate));
    if (!file) throw new Error(`MariaDB is installed in part: ${files[1]} is missing.\n${noServer}`);
    return readFileSync(file, 'utf8');
  });
  const sql = join(dir, 'bootstrap.sql');
  writeFileSync(
    sql,
    ['CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket = NULL;\n', ...parts].join('\n'),
  );
  const options = ['--bootstrap', '--log-warnings=0', '--enforce-storage-engine=', '--max-allowed-packet=8M'];
  return ['bash', '-c', 'exec "${@:2}" <"$1"', 'bash', sql, ...server, ...options];
}

/** Run by the server at each start, one statement a line: repeating it changes nothing. */
function initialSql(password) {
  return [
    'CREATE DATABASE IF NOT EXISTS tenantry',
    `CREATE USER IF NOT EXISTS 'tenantry'@'127.0.0.1' IDENTIFIED BY '${password}'`,
    `ALTER USER 'tenantry'@'127.0.0.1' IDENTIFIED BY '${password}'`,
    "GRANT ALL ON *.* TO 'tenantry'@'127.0.0.1'",
    // The install script makes accounts without a password; the local socket's is guarded by the folder.
    "DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1', ''@'localhost'",
  ]
    .map((statement) => `${statement};\n`)
    .join('');
}

function options({ server, dir, port, init, tuning }) {
  const socket = join(dir, 'socket');
  return [
    '--no-defaults',
    ...server.asRoot,
    `--datadir=${join(dir, 'data')}`,
    // A server that starts removes what it takes for leftovers there, another server's temporary tables too.
    `--tmpdir=${dir}`,
    // The kernel limits a socket's path to 107 bytes.
    `--socket=${Buffer.byteLength(socket) < 100 ? socket : join(tmpdir(), `tenantry-${port}.sock`)}`,
    `--pid-file=${join(dir, 'pid')}`,
    `--init-file=${init}`,
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    '--skip-name-resolve',
    '--skip-log-bin',
    '--character-set-server=utf8mb4',
    `--collation-server=${server.mariadb ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin'}`,
    '--default-time-zone=+00:00',
    '--max-connections=400',
    '--innodb-buffer-pool-size=256M',
    '--performance-schema=OFF',
    ...(server.mariadb ? [] : ['--mysqlx=OFF']),
    ...tuning,
  ];
}

async function answer(url, child) {
  for (;;) {
    try {
      const connection = await mysql.createConnection(url);
      const [[{ version }]] = await connection.query('SELECT VERSION() AS version');
      await connection.end();
      return version;
    } catch (error) {
      if (child.stopping) throw new Stopped(child.name);
      if (child.exitCode !== null)
        throw new Error(`The database did not start.\n${logTail(child.log)}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  }
}

/** A server that outlived a crash of its whole process tree still holds the folder: it is asked to end. */
async function endLeftover(dir) {
  const file = join(dir, 'pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  const ours = () => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(dir, 'data'));
    } catch {
      return false;
    }
  };
  if (ours()) process.kill(pid, 'SIGTERM');
  for (let tenths = 0; ours(); tenths++) {
    if (tenths > 300) throw new Error(`A database server (process ${pid}) still uses ${dir}. Stop it first.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Containers often give /dev/shm 64 MB, less than an empty server's files. */
function roomyFolder() {
  if (!existsSync('/dev/shm')) return tmpdir();
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize > 1.5 * 2 ** 30 ? '/dev/shm' : tmpdir();
}
