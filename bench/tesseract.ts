/**
 * Tesseract on whole pages, with its own layout analysis: the `tesseract` command where it is on the path, else its
 * WebAssembly build, which npm fetches into a temporary folder. English, since the drawn page is; its model is the one
 * that each of them comes with.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodePng } from '../src/runtime/index.js';
import type { Candidate, Details } from './measure.js';
import { statusOf } from './process-status.js';

/** Pages to read, and the names of the groups that their rows belong to. */
export interface TesseractTask {
  readonly paths: readonly string[];
  readonly group: string;
  /** Where the command reads with one thread. */
  readonly singleGroup: string;
  /** For what is written. */
  readonly folder: string;
}

/** Milliseconds are those for a page. */
export async function tesseractOn(task: TesseractTask): Promise<readonly Candidate[]> {
  if (spawnSync('tesseract', ['--version']).status === 0) return byCommand(task);
  return byWebAssembly(task);
}

async function byCommand({ paths, group, singleGroup, folder }: TesseractTask): Promise<readonly Candidate[]> {
  const [list, blank] = [join(folder, 'pages.txt'), join(folder, 'blank.png')];
  await writeFile(list, paths.map((path) => `${path}\n`).join(''));
  const [width, height] = [100, 100];
  await writeFile(blank, await encodePng({ width, height, data: new Uint8Array(width * height).fill(255) }));
  const version = /tesseract v?(\S+)/.exec(spawnSync('tesseract', ['--version'], { encoding: 'utf8' }).stdout)?.[1];
  const name = `Tesseract ${version}, eng`;
  return [
    commandOn(list, paths.length, { name, group }),
    commandOn(list, paths.length, { name: `${name}, 1 thread`, group: singleGroup }, { OMP_THREAD_LIMIT: '1' }),
    // Each run is a new process; so much of it is that.
    commandOn(blank, 1, { name: `${name}, blank image of ${width} × ${height} px`, group: 'process start to' }),
  ];
}

function commandOn(
  input: string,
  pages: number,
  row: Pick<Candidate, 'name' | 'group'>,
  settings: Readonly<Record<string, string>> = {},
): Candidate {
  let seen: Details = {};
  return {
    ...row,
    flops: 0,
    run: async () => {
      const started = performance.now();
      const { text, ...status } = await outputOf([input, 'stdout', '-l', 'eng'], settings);
      seen = { lines: writtenLines(text), ...status };
      return (performance.now() - started) / pages;
    },
    details: () => seen,
    dispose: async () => {},
  };
}

/** What the command prints, the most threads that it was seen with, and megabytes that it held at most. */
async function outputOf(args: readonly string[], settings: Readonly<Record<string, string>>) {
  const child = spawn('tesseract', args, { env: { ...process.env, ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, problem, threads, peakMb] = ['', '', 0, 0];
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    problem += part;
  });
  const timer = setInterval(() => {
    const status = child.pid === undefined ? undefined : statusOf(child.pid);
    threads = Math.max(threads, status?.threads ?? 0);
    peakMb = Math.max(peakMb, status?.peakMb ?? 0);
  }, 50);
  try {
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`bench: tesseract ended with code ${code}: ${problem}`);
  } finally {
    clearInterval(timer);
  }
  return { text, threads, 'peak MB': peakMb };
}

function writtenLines(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

/** What is used of tesseract.js. */
interface TesseractJs {
  createWorker(
    language: string,
    engine: number,
    options: { readonly langPath: string; readonly cacheMethod: string },
  ): Promise<{
    setParameters(parameters: Readonly<Record<string, string>>): Promise<unknown>;
    recognize(
      image: Uint8Array,
      options: Readonly<Record<string, never>>,
      output: { readonly text: boolean },
    ): Promise<{ readonly data: { readonly text: string } }>;
    terminate(): Promise<unknown>;
  }>;
}

const version = '7.0.0';
const packages = [`tesseract.js@${version}`, '@tesseract.js-data/eng@1.0.0'];
/** Neural networks only. */
const engine = 1;
/** Layout analysis without the search for an orientation, as the command does by default; and nothing printed. */
const parameters = { tessedit_pageseg_mode: '3', debug_file: '/dev/null' };

async function byWebAssembly({ paths, group, folder }: TesseractTask): Promise<readonly Candidate[]> {
  const home = join(folder, 'tesseract.js');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), '{ "private": true }');
  try {
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages];
    await promisify(execFile)('npm', args, { cwd: home });
  } catch {
    console.log(`  no row of Tesseract: it is not on the path, and npm can't fetch ${packages.join(' and ')}`);
    return [];
  }
  const { createWorker } = createRequire(join(home, 'package.json'))('tesseract.js') as TesseractJs;
  const langPath = join(home, 'node_modules', '@tesseract.js-data', 'eng', '4.0.0_best_int');
  const worker = await createWorker('eng', engine, { langPath, cacheMethod: 'none' });
  await worker.setParameters(parameters);
  const pages = await Promise.all(paths.map((path) => readFile(path)));
  let lines = 0;
  return [
    {
      name: `tesseract.js ${version}, eng, 1 thread`,
      group,
      flops: 0,
      run: async () => {
        const started = performance.now();
        lines = 0;
        for (const page of pages) lines += writtenLines((await worker.recognize(page, {}, { text: true })).data.text);
        return (performance.now() - started) / pages.length;
      },
      details: () => ({ lines }),
      dispose: async () => void (await worker.terminate()),
    },
  ];
}
