/** Names and texts come from anywhere: on a terminal they are shown and do nothing. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { starterModel } from '../src/index.js';
import { sharedProcess } from './cli-runner.js';
import { drawLines, temporaryFolder } from './lines.js';

const ductus = sharedProcess();
const acts = '\u001b[2J\u202e';
const shown = '\\u{001B}[2J\\u{202E}';
/** What no output may have, but line ends and tabs. */
const acting = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

let folder: string;
let lines: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  lines = await drawLines(join(folder, 'lines'), 2);
  for (const path of await readdir(lines)) await rename(join(lines, path), join(lines, `${acts}${path}`));
  await writeFile(join(lines, `${acts}doc0_000.gt.txt`), 'a\u202eb');
  await writeFile(join(lines, `${acts}broken.png`), 'no image');
  await writeFile(join(lines, `${acts}broken.gt.txt`), 'abc');
  await mkdir(join(folder, 'texts'));
  for (const i of [0, 1]) await writeFile(join(folder, 'texts', `${acts}doc0_00${i}.txt`), `${acts}x`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['recognize', () => ['recognize', starterModel('int8'), lines, '--no-lm']],
  ['evaluate', () => ['evaluate', '--predictions', join(folder, 'texts'), lines]],
  ['segment', () => ['segment', lines, '--out', join(folder, `${acts}found`)]],
  ['segment --json', () => ['segment', lines, '--out', join(folder, `${acts}seen`), '--json']],
  ['inspect', () => ['inspect', lines]],
  ['pack', () => ['pack', lines, '--out', join(folder, `${acts}packed.parquet`)]],
  ['pack --json', () => ['pack', lines, '--out', join(folder, `${acts}packed.parquet`), '--json']],
  ['unpack', () => ['unpack', lines, '--out', join(folder, `${acts}out`)]],
  [
    'augment',
    () => ['augment', lines, '--preview', join(folder, `${acts}sheet.html`), '--lines', '1', '--variants', '1'],
  ],
  ['synthesize', () => ['synthesize', '--words', '--lines', '1', '--out', join(folder, `${acts}drawn`)]],
  [
    'synthesize --json',
    () => ['synthesize', '--words', '--lines', '1', '--out', join(folder, `${acts}drawn`), '--json'],
  ],
  ['train-lm', () => ['train-lm', lines, '--out', join(folder, `${acts}lm.arpa`)]],
  ['train-lm --json', () => ['train-lm', lines, '--out', join(folder, `${acts}lm.arpa`), '--json']],
  ['an unknown command', () => [`${acts}x`]],
  ['an unknown flag', () => ['pack', `--${acts}`]],
  ['a wrong value', () => ['train', 'x', '--augmentation', acts]],
  ['an error', () => ['inspect', join(folder, `${acts}nowhere`)]],
  ['a skipped file', () => ['unpack', join(lines, `${acts}broken.png`), '--out', join(folder, 'out')]],
])('%s prints escapes and marks of direction by their numbers', async (_, args) => {
  const { out, err } = await ductus(args());
  expect(out + err).toMatch(args().includes('--json') ? /\\u001b\[2J\\u202e/i : shown);
  expect(out + err).not.toMatch(acting);
});

it('files keep texts as they are', async () => {
  const copy = join(folder, 'copy');
  await ductus(['unpack', join(lines, `${acts}doc0_000.png`), '--out', copy]);
  const [text] = (await readdir(copy, { recursive: true })).filter((path) => path.endsWith('.gt.txt'));
  expect(await readFile(join(copy, text as string), 'utf8')).toMatch(/^a\u202eb\n?$/);
});

it('a name with a line end stays on its line', async () => {
  const one = join(folder, 'one');
  await mkdir(one);
  await writeFile(join(one, 'a\nb.png'), await readFile(join(lines, `${acts}doc0_000.png`)));
  const { out } = await ductus(['recognize', starterModel('int8'), one, '--no-lm']);
  expect(out.trimEnd().split('\n')).toHaveLength(1);
  expect(out).toContain('a\\u{000A}b.png\t');
});
