/** Adapting a small model to lines without texts, and asking it which lines to transcribe. */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AdaptEndEvent,
  type AdaptEvent,
  type AdaptOptions,
  type AdaptStartEvent,
  adapt,
  openDataset,
  resumeAdapt,
  suggestLines,
  TrainingError,
  train,
} from '../src/index.js';
import { known } from '../src/known.js';
import { readModel } from '../src/model/index.js';
import { readCheckpoint } from '../src/training/index.js';
import { drawLines, temporaryFolder, tinySpec } from './lines.js';

let folder: string;
let model: string;
/** What the model was trained on, and lines in another font, without texts. */
let knownLines: string;
let unlabelled: string;
/** What a run that nobody disturbed told. */
let undisturbed: readonly AdaptEvent[];

beforeAll(async () => {
  folder = await temporaryFolder();
  model = join(folder, 'model.onnx');
  knownLines = await drawLines(join(folder, 'known'), 60, 1);
  const learning = { steps: 250, batchPixels: 30_000, learningRate: 0.01, warmupSteps: 20, paper: 0 };
  const settings = { spec: tinySpec, threads: 1, ...learning };
  for await (const _ of train({ data: [knownLines], out: model, run: join(folder, 'base'), ...settings }));
  const drawn = await drawLines(join(folder, 'drawn'), 40, 2, 'architects-daughter');
  unlabelled = join(folder, 'unlabelled');
  await mkdir(unlabelled);
  for (const name of (await readdir(drawn)).filter((file) => file.endsWith('.png'))) {
    await copyFile(join(drawn, name), join(unlabelled, name));
  }
  undisturbed = await all(adapt(told('first')));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Short texts that a small model reads badly are trusted too. */
const trusting = { keep: 1, mostErrors: 1, steps: 8, batchPixels: 20_000, threads: 1, views: 1 } as const;

function told(name: string, more: Partial<AdaptOptions> = {}): AdaptOptions {
  const places = { out: join(folder, `${name}.onnx`), run: join(folder, name) };
  return { model, data: [unlabelled], replay: [knownLines], ...places, ...trusting, ...more };
}

async function all(events: AsyncIterable<AdaptEvent>): Promise<readonly AdaptEvent[]> {
  const told: AdaptEvent[] = [];
  for await (const event of events) told.push(event);
  return told;
}

const startOf = (events: readonly AdaptEvent[]) =>
  known(
    events.find((event): event is AdaptStartEvent => event.kind === 'start'),
    'the start',
  );
const endOf = (events: readonly AdaptEvent[]) =>
  known(
    events.find((event): event is AdaptEndEvent => event.kind === 'end'),
    'the end',
  );

async function weightsOf(run: string): Promise<Float32Array> {
  return readCheckpoint(await readFile(join(folder, run, 'checkpoint.safetensors'))).weights;
}

async function textsOf(run: string, use: string): Promise<readonly string[]> {
  const { samples } = await openDataset([join(folder, run, `${use}-lines.parquet`)], { text: 'raw' });
  return samples.map(({ key, text }) => `${key} ${text}`);
}

describe('adapt', () => {
  it('chooses lines and learns them with lines that the model knows; the same seed does the same', async () => {
    const events = undisturbed;
    const start = startOf(events);
    expect(start.lines).toBe(40);
    expect(start.heldOutLines).toBe(10);
    expect(start.chosenLines).toBeGreaterThan(10);
    expect(start.chosenErrorRate).toBeLessThan(start.expectedErrorRate + 1e-9);
    expect(start.replayLines).toBe(Math.round(start.chosenLines * (0.33 / 0.67)));
    expect(start.replaySource).toBe(knownLines);
    expect(start.replayErrorRate).toBeLessThan(0.5);
    const validations = events.filter(({ kind }) => kind === 'validation');
    expect(validations).toHaveLength(2);
    expect(endOf(events)).toMatchObject({ reason: 'steps', step: 8, out: join(folder, 'first.onnx') });
    await all(adapt(told('again')));
    expect(await textsOf('again', 'chosen')).toEqual(await textsOf('first', 'chosen'));
    expect(await textsOf('again', 'replay')).toEqual(await textsOf('first', 'replay'));
    expect(await weightsOf('again')).toEqual(await weightsOf('first'));
    const heldOut = new Set((await textsOf('first', 'held-out')).map((line) => line.split('/')[1]?.split(' ')[0]));
    const chosen = (await textsOf('first', 'chosen')).map((line) => line.split('/')[1]?.split(' ')[0]);
    expect(chosen.filter((key) => heldOut.has(key))).toEqual([]);
  });

  it('stopped and resumed, it has the weights of an undisturbed run', async () => {
    const stop = new AbortController();
    const stopped: AdaptEvent[] = [];
    for await (const event of adapt(told('stopped', { signal: stop.signal }))) {
      stopped.push(event);
      if (event.kind === 'step' && event.step === 3) stop.abort();
    }
    expect(endOf(stopped)).toMatchObject({ reason: 'interrupted', step: 3 });
    const events = await all(resumeAdapt(join(folder, 'stopped')));
    expect(startOf(events).resumedAt).toBe(3);
    expect(await weightsOf('stopped')).toEqual(await weightsOf('first'));
  });

  it('left while it reads, it reads anew when it is resumed', async () => {
    const stop = new AbortController();
    const events = adapt(told('left', { signal: stop.signal, progress: () => stop.abort() }));
    await expect(all(events)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(join(folder, 'left'))).not.toContain('choice.json');
    await all(resumeAdapt(join(folder, 'left')));
    expect(await weightsOf('left')).toEqual(await weightsOf('first'));
  });

  it('where learning only spoils the model, says so and gives the one that it began with', async () => {
    const end = endOf(await all(adapt(told('spoilt', { learningRate: 3, warmupSteps: 0 }))));
    expect(end.bestStep).toBe(0);
    expect(end.gain?.remark).toContain('Adapting gained nothing');
    const [before, after] = [readModel(await readFile(model)), readModel(await readFile(end.out))];
    expect([...after.weights]).toEqual([...before.weights]);
  });

  it('learns lines with texts as they are, and not what was read of them', async () => {
    const labelled = join(folder, 'labelled');
    await mkdir(labelled);
    for (const name of ['doc0_000', 'doc0_001']) {
      await copyFile(join(unlabelled, `${name}.png`), join(labelled, `${name}.png`));
      await writeFile(join(labelled, `${name}.gt.txt`), 'abcde\n');
    }
    const events = await all(adapt(told('taught', { data: [unlabelled, labelled], labelled: [labelled], steps: 2 })));
    const start = startOf(events);
    const labelledCopies = Math.round((0.5 * start.chosenLines) / 2);
    expect(start).toMatchObject({ lines: 40, labelledLines: 2, labelledCopies });
    expect(await textsOf('taught', 'labelled')).toEqual(['labelled/doc0_000 abcde', 'labelled/doc0_001 abcde']);
  });

  it('keeps lines that are read better than the rest, and counts what it expects where texts are known', async () => {
    const data = [join(folder, 'drawn'), knownLines];
    const options = { data, check: data, keep: 0.3, steps: 2 };
    const { check: counted } = startOf(await all(adapt(told('counted', options))));
    expect(counted?.all.lines).toBe(100);
    const [allRate, chosenRate] = [counted?.all.errorRate ?? 0, counted?.chosen.errorRate ?? 1];
    expect(chosenRate).toBeLessThan(allRate / 2);
  });

  it('refuses where nothing is surely read, and writes no model', async () => {
    const error = await all(adapt(told('unsure', { sure: 0, mostErrors: 0 }))).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrainingError);
    expect((error as TrainingError).code).toBe('training/nothing-sure');
    expect((error as TrainingError).message).toMatch(
      /none of the 40 lines is surely read: .*`ductus suggest` says which/,
    );
    expect(await readdir(folder)).not.toContain('unsure.onnx');
  });

  it('refuses a line that is alone before it learns: none is left to hold out', async () => {
    const alone = join(unlabelled, 'doc0_000.png');
    await expect(all(adapt(told('alone', { data: [alone], mostErrors: 1 })))).rejects.toThrow(
      `${alone}: there must be 2 lines or more, some to learn and some to see by whether that helps, got 1. Give more`,
    );
  });

  it.each<[Partial<AdaptOptions>, string]>([
    [{ views: 1.5 }, 'adapt: views'],
    [{ keep: 2 }, 'adapt: keep'],
    [{ replayShare: 1 }, '`replayShare` must be 0 or more and under 1, got 1'],
    [{ lines: true, pages: true }, '`lines` and `pages` say the opposite'],
    [{ replay: [], languages: ['klingon'] }, 'klingon'],
  ])('refuses %j before it begins', async (wrong, message) => {
    const { replay: _, ...options } = told('refused', wrong);
    const replay = wrong.replay ? {} : { replay: [knownLines] };
    await expect(all(adapt({ ...options, ...replay }))).rejects.toThrow(message);
  });
});

describe('suggestLines', () => {
  const options = { threads: 1, views: 1 };

  it('puts lines that the model does not know before those that it learnt, and says what is expected', async () => {
    const { suggested, lines } = await suggestLines(model, [unlabelled, knownLines], { ...options, count: 20 });
    expect(lines).toBe(100);
    expect(suggested).toHaveLength(20);
    const unknown = suggested.filter(({ path }) => path.startsWith(unlabelled));
    expect(unknown.length).toBeGreaterThan(12);
    expect(suggested[0]).toMatchObject({ worth: 1, document: expect.stringContaining('doc') });
    expect(suggested.every(({ errors }) => errors > 0)).toBe(true);
  });

  it('leaves out what has a text, and puts copies last', async () => {
    const few = join(folder, 'few');
    await mkdir(few);
    for (const [name, from] of [
      ['a_000', 'doc0_003'],
      ['b_000', 'doc0_003'],
      ['c_000', 'doc1_004'],
      ['d_000', 'doc2_005'],
    ] as const) {
      await copyFile(join(unlabelled, `${from}.png`), join(few, `${name}.png`));
    }
    const { suggested } = await suggestLines(model, [few], options);
    const names = suggested.map(({ path }) => path.slice(few.length + 1, few.length + 2));
    expect(names).toHaveLength(4);
    expect(['a', 'b']).toContain(names[3]);
    await writeFile(join(few, 'c_000.gt.txt'), 'abc\n');
    const left = await suggestLines(model, [few], { ...options, labelled: [few] });
    expect(left.suggested.map(({ path }) => path)).not.toContain(join(few, 'c_000.png'));
    expect(left.lines).toBe(3);
  });
});
