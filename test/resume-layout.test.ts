/** ductus train-layout: kill -9 at any moment, --resume, and the weights are those of a run that nobody disturbed. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLayoutModel } from '../src/model/index.js';
import { readCheckpoint } from '../src/training/index.js';
import { sharedProcess, startDuctus } from './cli-runner.js';
import { temporaryFolder } from './lines.js';
import { writePages } from './page-files.js';
import { cases } from './thorough.js';

const ductus = sharedProcess();
let folder: string;
const steps = cases(8, 16);

const args = (run: string) =>
  [
    ...['train-layout', join(folder, 'pages'), '--out', join(folder, `${run}.onnx`), '--run', join(folder, run)],
    ...['--channels', '6,8,12', '--region-types', 'paragraph', '--crop-size', '64', '--page-crops', '2'],
    ...['--batch-pixels', String(4 * 64 * 64), '--steps', String(steps), '--threads', '2', '--checkpoint-seconds', '0'],
  ] as const;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writePages(join(folder, 'pages'), 5);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function weightsOf(run: string): Promise<Float32Array> {
  return readCheckpoint(await readFile(join(folder, run, 'checkpoint.safetensors'))).weights;
}

/** Kills the child once it has logged so many steps, and a random moment more. */
async function killAfter(child: ReturnType<typeof startDuctus>, run: string, step: number): Promise<void> {
  const closed = new Promise((done) => child.on('close', done));
  for (;;) {
    const log = await readFile(join(folder, run, 'log.jsonl'), 'utf8').catch(() => '');
    if (log.includes(`"kind":"step","step":${step},`)) break;
    await new Promise((done) => setTimeout(done, 3));
  }
  await new Promise((done) => setTimeout(done, Math.random() * 40));
  child.kill('SIGKILL');
  await closed;
}

it('killed and resumed, it has the weights of an undisturbed run', async () => {
  const undisturbed = await ductus([...args('whole'), '--checkpoint-seconds', '100000']);
  expect(undisturbed.err).not.toContain('ductus:');
  expect(undisturbed.code).toBe(0);
  expect(undisturbed.out).toContain('4 training pages, 1 validation page');
  const goOn = ['train-layout', '--resume', join(folder, 'killed')];
  await killAfter(startDuctus(args('killed')), 'killed', 3);
  for (const step of [8, 12].slice(0, cases(0, 2))) await killAfter(startDuctus(goOn), 'killed', step);
  const { code, out } = await ductus(goOn);
  expect(code).toBe(0);
  expect(out).toContain('going on after step');
  expect(await weightsOf('killed')).toEqual(await weightsOf('whole'));
});

it('a model is gone on from, with its network', async () => {
  const { code, out } = await ductus([
    ...[
      'train-layout',
      join(folder, 'pages'),
      '--from',
      join(folder, 'whole.onnx'),
      '--out',
      join(folder, 'more.onnx'),
    ],
    ...['--run', join(folder, 'more'), '--crop-size', '64', '--batch-pixels', '8192', '--steps', '2', '--json'],
  ]);
  expect(code).toBe(0);
  const events = out
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
  expect(events.map(({ kind }) => kind)).toEqual(['start', 'validation', 'step', 'step', 'validation', 'end']);
  expect(events[0]).toMatchObject({ channels: [6, 8, 12] });
  const { metadata } = readLayoutModel(await readFile(join(folder, 'more.onnx')));
  expect(metadata.provenance.startedFrom).toMatchObject({
    model: expect.stringMatching(/^…\/[^/]+\/whole\.onnx$/),
    trainingPages: 4,
  });
});

it('a model is inspected, written in 8 bits, and finds lines so', async () => {
  const [model, rounded] = [join(folder, 'whole.onnx'), join(folder, 'whole.int8.onnx')];
  expect((await ductus(['inspect', model])).out).toMatch(/^finds {9}lines of pages\nchannels {6}6, 8, 12\n/);
  const { code, out } = await ductus(['quantize', model, join(folder, 'pages'), '--out', rounded]);
  expect(out).toMatch(/^float32 {2}P .*\nint8 {5}P .*\ndifference .* points on 5 pages\n/);
  expect(code).toBe(0);
  expect((await ductus(['inspect', rounded])).out).toContain('filters in 8 bits');
  expect((await ductus(['evaluate-layout', rounded, join(folder, 'pages')])).code).toBe(0);
  const from = ['train-layout', join(folder, 'pages'), '--from', rounded, '--out', join(folder, 'never.onnx')];
  expect((await ductus(from)).err).toContain(`${rounded}: an int8 model only reads`);
});

it.each([
  [['train-layout', 'x'], 'train-layout needs --out FILE', 2],
  [['train-layout', 'x', '--out', 'm.onnx', '--channels', '8,9'], 'three whole numbers', 2],
  [
    ['train-layout', 'x', '--out', 'm.onnx', '--average-decay', '1'],
    '--average-decay must be 0 or more and under 1',
    2,
  ],
  [['train-layout', 'x', '--out', 'm.onnx', '--crop-size', '100'], '--crop-size must be a multiple of 64', 1],
  [['train-layout', '--resume', 'r', '--seed', '3'], "--seed can't be changed", 2],
])('%j is refused', async (wrong, message, exitCode) => {
  const { code, err } = await ductus(wrong);
  expect(err).toContain(message);
  expect(code).toBe(exitCode);
});

it('a run of the other kind is not gone on with, and the command that does is named', async () => {
  const { code, err } = await ductus(['train', '--resume', join(folder, 'whole')]);
  expect(code).toBe(1);
  expect(err).toContain('a run of layout; go on with it by `ductus train-layout --resume`');
});
