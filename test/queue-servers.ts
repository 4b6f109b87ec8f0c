/** Servers for queues, where they are installed: each on a free port, with its files in a temporary folder. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface QueueServer {
  /** With a password. */
  readonly address: string;
  /** As a loss of power ends it. */
  kill(): Promise<void>;
  /** The same one, with what it had. */
  start(): Promise<void>;
}

export type ServerName = 'redis' | 'postgres';

const redisPath = '/usr/bin/redis-server';
const postgresRoot = '/usr/lib/postgresql';
const password = 'a-password';

/** Where the programs of PostgreSQL are. */
function postgresPath(): string | undefined {
  const versions = existsSync(postgresRoot) ? readdirSync(postgresRoot).sort((a, b) => Number(b) - Number(a)) : [];
  const [newest] = versions.filter((version) => existsSync(join(postgresRoot, version, 'bin', 'initdb')));
  return newest && join(postgresRoot, newest, 'bin');
}

/** Why a server can't be started here; nothing where it can. */
export function missing(server: ServerName): string | undefined {
  const isThere = server === 'redis' ? existsSync(redisPath) : postgresPath() !== undefined;
  return isThere ? undefined : `${server} is not installed`;
}

export function startServer(server: ServerName, folder: string): Promise<QueueServer> {
  return server === 'redis' ? startRedis(folder) : startPostgres(folder);
}

async function startRedis(folder: string): Promise<QueueServer> {
  const port = await freePort();
  const flags = ['--port', String(port), '--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always'];
  const more = ['--save', '', '--requirepass', password, '--bind', '127.0.0.1'];
  return running(`redis://:${password}@127.0.0.1:${port}`, port, () =>
    spawn(redisPath, [...flags, ...more], { stdio: 'ignore' }),
  );
}

async function startPostgres(folder: string): Promise<QueueServer> {
  const port = await freePort();
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  await mkdir(folder, { recursive: true });
  await writeFile(passwordFile, password);
  const bin = postgresPath() ?? '';
  const user = await userOfServer(folder);
  const path = (program: string) => join(bin, program);
  await run(
    path('initdb'),
    ['-D', data, '-U', 'ductus', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
    user,
  );
  const flags = ['-D', data, '-p', String(port), '-k', folder, '-h', '127.0.0.1'];
  return running(`postgres://ductus:${password}@127.0.0.1:${port}/postgres`, port, () =>
    spawn(path('postgres'), flags, { ...user, stdio: 'ignore' }),
  );
}

/** PostgreSQL refuses root: then it runs as the user that its package made. */
async function userOfServer(folder: string): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = [await id('-u'), await id('-g')];
  await chown(folder, uid, gid);
  await chmod(join(folder, '..'), 0o755);
  return { uid, gid };
}

async function running(address: string, port: number, launch: () => ChildProcess): Promise<QueueServer> {
  let child = await started(launch, port);
  return {
    address,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
    async start() {
      child = await started(launch, port);
    },
  };
}

const mostStartingMs = 60_000;

/** What a server that was killed left may keep the next one from starting for a moment. @throws when it keeps it for long */
async function started(launch: () => ChildProcess, port: number): Promise<ChildProcess> {
  for (const start = performance.now(); performance.now() - start < mostStartingMs; ) {
    const child = launch();
    const exit = once(child, 'exit').then(() => false);
    if (await Promise.race([answers(port).then(() => true), exit])) return child;
    await passed(200);
  }
  throw new Error(`a server at port ${port} does not start`);
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await passed(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a port must be a number');
  return address.port;
}
