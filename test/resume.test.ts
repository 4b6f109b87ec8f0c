/** kill -9 at any moment, --resume, and the losses are those of a run that nobody disturbed, bit for bit. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ductus, startDuctus } from './cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';
import { cases } from './thorough.js';

let folder: string;
let reference: Map<number, number>;
const steps = cases(110, 230);

const args = (run: string) => [
  'train',
  join(folder, 'lines'),
  '--out',
  join(folder, `${run}.onnx`),
  '--run',
  join(folder, run),
  '--spec',
  tinySpec,
  '--steps',
  String(steps),
  '--batch-pixels',
  '15000',
  '--accumulate',
  '2',
  '--threads',
  '2',
  '--checkpoint-seconds',
  '0',
  '--patience',
  '2',
  '--schedule',
  'plateau',
  '--seed',
  '5',
];

/** No checkpoint but the last: nobody kills it. */
const undisturbed = ['--checkpoint-seconds', '100000'];

/** Loss by step; a step that stands twice, before and after the kill, counts as it was last. */
async function lossesOf(run: string): Promise<Map<number, number>> {
  const lines = (await readFile(join(folder, run, 'log.jsonl'), 'utf8')).trim().split(/\n+/);
  const losses = new Map<number, number>();
  for (const line of lines) {
    let event: { kind: string; step: number; loss: number; validationErrorRate?: number };
    try {
      event = JSON.parse(line);
    } catch {
      continue; // the line that the kill cut off
    }
    if (event.kind === 'step') losses.set(event.step, event.loss);
    if (event.kind === 'validation') losses.set(-event.step, event.validationErrorRate ?? Number.NaN);
  }
  return losses;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await drawLines(join(folder, 'lines'), 40);
  const { code, err } = await ductus([...args('reference'), ...undisturbed]);
  expect(err).not.toContain('ductus:');
  expect(code).toBe(0);
  reference = await lossesOf('reference');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('an undisturbed run has a loss for every step and validates', () => {
  expect([...reference.keys()].filter((key) => key > 0)).toHaveLength(steps);
  expect([...reference.keys()].filter((key) => key < 0).length).toBeGreaterThanOrEqual(2);
});

it('the same command again gives the same losses', async () => {
  const last = cases(30, steps);
  await ductus([...args('again'), ...undisturbed, '--steps', String(last)]);
  const losses = await lossesOf('again');
  expect([...losses.keys()].filter((key) => key > 0)).toHaveLength(last);
  // A shorter run validates at its end, where the reference does not.
  for (const [key, loss] of losses)
    if (key !== -last || last === steps) expect([key, loss]).toEqual([key, reference.get(key)]);
});

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

it('killed at several moments and resumed, it goes on bit for bit', async () => {
  const run = 'killed';
  await killAfter(startDuctus(args(run)), run, 1 + Math.floor(Math.random() * 0.15 * steps));
  for (const step of [0.45, 0.7]
    .slice(0, cases(1, 2))
    .map((share) => Math.floor((share + 0.15 * Math.random()) * steps))) {
    await killAfter(startDuctus(['train', '--resume', join(folder, run)]), run, step);
  }
  const { code, out } = await ductus(['train', '--resume', join(folder, run)]);
  expect(code).toBe(0);
  expect(out).toContain('going on after step');
  expect(await lossesOf(run)).toEqual(reference);
  expect(await readFile(join(folder, `${run}.onnx`))).toEqual(await readFile(join(folder, run, 'best.onnx')));
});

it('an interrupt saves a checkpoint and a model, and the run can go on', async () => {
  const run = 'interrupted';
  // Far more steps than the reference, so that it is not over however late the log is read.
  const child = startDuctus([...args(run), '--steps', '100000', '--patience', '0']);
  const closed = new Promise<number | null>((done) => child.on('close', done));
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  for (;;) {
    const log = await readFile(join(folder, run, 'log.jsonl'), 'utf8').catch(() => '');
    if (log.includes('"kind":"step","step":20,')) break;
    await new Promise((done) => setTimeout(done, 10));
  }
  child.kill('SIGINT');
  expect(await closed).toBe(0);
  expect(err).toContain('the checkpoint and the best model are being saved');
  const inspected = await ductus(['inspect', join(folder, `${run}.onnx`)]);
  expect(inspected.out).toContain('Lbx12');
  await ductus(['train', '--resume', join(folder, run), '--steps', String(steps)]);
  const losses = await lossesOf(run);
  // The reference validates at its end, which is none here when the interrupt came after it.
  for (const [key, loss] of reference) if (key !== -steps) expect([key, losses.get(key)]).toEqual([key, loss]);
});
