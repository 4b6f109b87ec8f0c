/** What recognize says beside what it read, and the threads that it takes. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { starterLanguage } from '../src/recognition/node.js';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';

const ductus = sharedProcess();
let folder: string;
let image: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  image = join(await drawLines(folder, 5), 'doc0_000.png');
});

afterAll(() => rm(folder, { recursive: true }));

const run = (program: string, args: readonly string[]) =>
  new Promise<string>((done) => execFile(program, args, (_, out, err) => done(`${out}${err}`)));

it('each line of --json says which language it was read with', async () => {
  const linesOf = async (...args: readonly string[]) =>
    (await ductus(['recognize', image, '--json', ...args])).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  expect(await linesOf('--beam', '8')).toMatchObject([{ image, language: { lm: starterLanguage(), beam: 8 } }]);
  expect(await linesOf('--no-lm')).toMatchObject([{ image, language: null }]);
});

it('without --json programs get the lines alone', async () => {
  const { out, err } = await ductus(['recognize', image]);
  expect([out.split('\n').length, err]).toEqual([2, '']);
});

it.skipIf(!existsSync('/usr/bin/script'))('at a terminal it says which language it reads with', async () => {
  const shown = await run('script', ['-qec', `'${process.execPath}' bin/ductus.js recognize '${image}'`, '/dev/null']);
  expect(shown).toContain('read with each document in its language, of de, en');
  expect(shown).toContain('languages: none 1 document');
  expect(shown).toContain('--no-lm reads without it');
});

/** Says the file of each worker that is started. */
const tracer = `data:text/javascript,
  import threads from 'node:worker_threads';
  import { syncBuiltinESMExports } from 'node:module';
  const { Worker } = threads;
  threads.Worker = class extends Worker {
    constructor(file, options) {
      super(file, options);
      process.stderr.write('worker ' + file + '\\n');
    }
  };
  syncBuiltinESMExports();`;

it('--threads counts for line images too', async () => {
  const loaders = async (threads: string) => {
    const args = ['bin/ductus.js', 'recognize', folder, '--no-lm', '--threads', threads];
    const shown = await run(process.execPath, ['--import', tracer, ...args]);
    return shown.match(/worker .*loader/g)?.length;
  };
  expect([await loaders('1'), await loaders('4')]).toEqual([1, 3]);
});
