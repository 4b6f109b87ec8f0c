/** What the command says where the system gives it no room: limits on files and memory, full disks. */
import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandResult } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';
import { cases } from './thorough.js';

let folder: string;
let image: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  image = join(await drawLines(folder, 1), 'doc0_000.png');
});

afterAll(() => rm(folder, { recursive: true }));

/** The command as the shell runs it after and with some of its own words. */
function inShell(before: string, args: readonly string[], after = ''): Promise<CommandResult> {
  const line = `${before}; exec "$0" "$@" ${after}`;
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((done, fail) => {
    const child = spawn('bash', ['-c', line, process.execPath, resolve('bin', 'ductus.js'), ...args], { env });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', fail);
    child.on('close', (code) => done({ code, out, err }));
  });
}

const noStack = expect.not.stringMatching(/\n\s+at /);

describe.skipIf(process.platform !== 'linux')('no stack is shown, and the exit code is 1', () => {
  it.each([[['recognize', 'IMAGE']], [['recognize', '--help']]])('ductus %j to a full disk', async (args) => {
    const given = args.map((word) => (word === 'IMAGE' ? image : word));
    const { code, err } = await inShell(':', given, '> /dev/full');
    expect([code, err]).toEqual([1, expect.stringMatching(/^ductus: standard output: the disk is full[^\n]*\n$/)]);
  });

  it('a message that nobody can read changes nothing', async () => {
    expect((await inShell(':', ['recognise'], '2> /dev/full')).code).toBe(2);
  });

  it.each([18, 26, 32])('at most %i open files', async (limit) => {
    const { code, err } = await inShell(`ulimit -n ${limit}`, ['recognize', image]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^ductus: .*ulimit -n|^ductus can't be started: .*ulimit -a/),
    ]);
    expect(err).toEqual(noStack);
  });

  it.each(['', '; export NODE_OPTIONS=--disable-wasm-trap-handler'].slice(0, cases(1, 2)))(
    'few addresses, too few for WebAssembly, are enough: the same is read without it%s',
    async (more) => {
      const { out } = await inShell(':', ['recognize', image]);
      const limited = await inShell(`ulimit -v 4000000${more}`, ['recognize', image, '--threads', '1']);
      expect(limited).toMatchObject({ code: 0, out });
    },
  );

  it('a file that may not become so large', async () => {
    const out = join(folder, 'lm.arpa');
    const { code, err } = await inShell('ulimit -f 0', ['train-lm', folder, '--out', out]);
    expect([code, err]).toEqual([1, expect.stringContaining(`ductus: ${out}: larger than a file may be here`)]);
    expect(await readdir(folder)).not.toContain('lm.arpa');
  });
});
