/**
 * npm run container: follows deploy/Dockerfile where there is no Docker, and uses what comes of it as docs/service.md says: as the
 * user that the file names, nothing writable but the volume and /tmp, with a token. Linux and root only, since each stage is a layer
 * over this machine's system, which stands for the base image: Node, glibc and the shell are this machine's.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { encodePng } from '../src/runtime/index.js';
import { instructionsOf, wordsOf } from './dockerfile.js';
import { drawPage } from './drawn-page.js';

const inside = 'DUCTUS_CONTAINER';
const port = 5180;
const token = 'a-token-of-this-run-0123456789';

/** What a stage has made. */
interface Stage {
  readonly root: string;
  folder: string;
  user: string;
  readonly environment: Record<string, string>;
  readonly commands: Map<string, readonly string[]>;
  readonly volumes: string[];
}

const run = (command: string, ...args: readonly string[]) => execFileSync(command, args, { stdio: 'inherit' });

/** A layer over this machine's system: what is written lands in a folder of its own. */
function openStage(work: string, name: string): Stage {
  const [root, upper, index] = ['root', 'upper', 'index'].map((part) => join(work, name, part)) as [
    string,
    string,
    string,
  ];
  for (const folder of [root, upper, index]) mkdirSync(folder, { recursive: true });
  run('mount', '-t', 'overlay', 'overlay', '-o', `lowerdir=/,upperdir=${upper},workdir=${index}`, root);
  for (const folder of ['proc', 'sys', 'dev']) run('mount', '--rbind', `/${folder}`, join(root, folder));
  // The base image has this user.
  execFileSync('chroot', [root, 'sh', '-c', 'id node > /dev/null 2>&1 || useradd --create-home node']);
  return { root, folder: '/', user: 'root', environment: {}, commands: new Map(), volumes: [] };
}

/** A command of a stage, as its user, in its folder. */
function argsOf({ root, folder, user, environment }: Stage, command: readonly string[]): readonly string[] {
  const variables = Object.entries({ HOME: '/tmp', ...environment }).map(([name, value]) => `${name}=${value}`);
  const here = ['env', '-i', `PATH=${process.env.PATH}`, ...variables, 'sh', '-c', `cd ${folder} && exec "$@"`, 'sh'];
  return [`--userspec=${user}`, root, ...here, ...command];
}

function follow(file: string, context: string, work: string): Stage {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const { name, rest, line } of instructionsOf(file)) {
    console.log(`\n> ${name} ${rest}`);
    if (name === 'FROM') {
      const [, as = 'last'] = /\bAS (\S+)$/.exec(rest) ?? [];
      stage = openStage(work, as);
      stages.set(as, stage);
      continue;
    }
    if (stage === undefined) throw new Error(`line ${line}: ${name} stands before FROM`);
    instruction(stage, name, rest, (from) => (from === undefined ? context : (stages.get(from)?.root ?? '')));
  }
  if (stage === undefined) throw new Error('the Dockerfile has no FROM');
  return stage;
}

function instruction(stage: Stage, name: string, rest: string, sourceOf: (from?: string) => string): void {
  const inStage = (path: string) => join(stage.root, path.startsWith('/') ? '' : stage.folder, path);
  if (name === 'WORKDIR') {
    stage.folder = rest;
    mkdirSync(inStage(rest), { recursive: true });
  } else if (name === 'COPY') {
    const [, from, paths = ''] = /^(?:--from=(\S+) )?(.+)$/.exec(rest) ?? [];
    const words = paths.split(' ');
    const target = words.pop() ?? '';
    const to = inStage(target);
    // A folder's contents are copied, a file into a folder whose name ends with a slash.
    if (target.endsWith('/')) mkdirSync(to, { recursive: true });
    for (const path of words)
      run(
        'sh',
        '-c',
        'if [ -d "$0" ]; then mkdir -p "$1" && cp -a "$0/." "$1"; else cp -a "$0" "$1"; fi',
        join(sourceOf(from), path),
        to,
      );
  } else if (name === 'RUN') run('chroot', ...argsOf(stage, ['sh', '-c', rest]));
  else if (name === 'ENV') Object.assign(stage.environment, Object.fromEntries([rest.split('=') as [string, string]]));
  else if (name === 'USER') stage.user = rest;
  else if (name === 'VOLUME') stage.volumes.push(rest);
  else if (name === 'EXPOSE' || name === 'STOPSIGNAL') stage.commands.set(name, [rest]);
  else stage.commands.set(name, wordsOf(rest));
}

/** Nothing can be written but volumes and /tmp, as `docker run --read-only --tmpfs /tmp` has it. */
function close({ root, volumes }: Stage, work: string): void {
  mkdirSync(join(root, 'run', 'secrets'), { recursive: true });
  writeFileSync(join(root, 'run', 'secrets', 'ductus-tokens'), `${token}\n`);
  for (const volume of volumes) {
    const kept = join(work, 'volume');
    run('cp', '-a', join(root, volume), kept);
    run('mount', '--bind', kept, join(root, volume));
  }
  run('mount', '-t', 'tmpfs', 'tmpfs', join(root, 'tmp'));
  run('mount', '-o', 'remount,ro', root);
}

async function use(stage: Stage): Promise<void> {
  const words = (name: string) => stage.commands.get(name) ?? [];
  const command = [...words('ENTRYPOINT'), ...words('CMD')];
  console.log(`\n> ${command.join(' ')}`);
  const child = spawn('chroot', argsOf(stage, command), { stdio: ['ignore', 'inherit', 'inherit'] });
  const exit = once(child, 'exit');
  const health = () => tried('chroot', argsOf(stage, words('HEALTHCHECK')));
  while (!health() && child.exitCode === null) await passed(500);
  const uid = execFileSync('chroot', [stage.root, 'id', '-u', stage.user]).toString().trim();
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  if (!new RegExp(`^Uid:\\s+${uid}\\s`, 'm').test(status)) throw new Error(`it does not run as ${stage.user}`);
  const isWritable =
    tried('chroot', argsOf(stage, ['touch', '/opt/ductus/x'])) ||
    tried('chroot', argsOf({ ...stage, user: 'root' }, ['touch', '/opt/x']));
  if (isWritable) throw new Error('the root can be written to');
  await ask(child);
  child.kill(words('STOPSIGNAL')[0] as NodeJS.Signals);
  const [code] = await exit;
  if (code !== 0) throw new Error(`the service ended with ${code}`);
  console.log(
    '\nhealthy, not root, a root that is read only, refuses without its token, reads a line, keeps a job, ends in order',
  );
}

function tried(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function ask(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
  const body = new Uint8Array(await encodePng(drawPage(1, { width: 420, height: 130 }).light));
  const post = (path: string, headers: Readonly<Record<string, string>>) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'image/png', ...headers },
      body,
    });
  const authorization = `Bearer ${token}`;
  const statuses = [
    (await post('/v1/recognize', {})).status,
    (await post('/v1/recognize', { authorization, accept: 'text/plain' })).status,
    (await post('/v1/jobs', { authorization })).status,
  ];
  if (statuses.join() !== '401,200,202') throw new Error(`it answered ${statuses.join(', ')} instead of 401, 200, 202`);
}

if (process.platform !== 'linux' || process.getuid?.() !== 0) {
  console.error(
    'npm run container mounts layers: it needs Linux and root. Elsewhere build deploy/Dockerfile by Docker.',
  );
  process.exit(2);
}
if (process.env[inside] === undefined) {
  // Mounts of its own, which are gone with it.
  const work = mkdtempSync(join(tmpdir(), 'ductus-container-'));
  try {
    const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    execFileSync('unshare', ['--mount', ...command], { stdio: 'inherit', env: { ...process.env, [inside]: work } });
  } catch {
    process.exitCode = 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
} else {
  const work = process.env[inside];
  // What stands over the machine's system can't lie on it.
  run('mount', '-t', 'tmpfs', '-o', 'size=8g', 'tmpfs', work);
  const context = join(work, 'context');
  mkdirSync(context);
  run('sh', '-c', `git archive HEAD | tar -x -C "${context}"`);
  const stage = follow(readFileSync(join(context, 'deploy', 'Dockerfile'), 'utf8'), context, work);
  close(stage, work);
  await use(stage);
}
