/** Short trainings on drawn pages with a tiny network. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { drawSamples, writePages } from '../../test/page-files.js';
import { known } from '../known.js';
import type { LayoutSample } from '../layout/index.js';
import { readLayoutModel } from '../model/index.js';
import { LayoutNetwork } from '../network/index.js';
import type { Checkpoint } from '../training/index.js';
import type { DrawnPages } from './drawn-pages.js';
import type { LayoutConfig } from './layout-config.js';
import type { LayoutEvent } from './layout-events.js';
import { layoutSettingsSchema, layoutSpecOf } from './layout-options.js';
import { trainPages } from './layout-run.js';
import { layoutStart } from './layout-start.js';
import { MemoryRun } from './memory-run.js';
import { resumeLayout, trainLayout } from './train-layout.js';

let pages: readonly LayoutSample[];
let drawnPages: readonly LayoutSample[];

beforeAll(async () => {
  [pages, drawnPages] = [await drawSamples(6), await drawSamples(16, 2)];
});

interface Told {
  readonly steps: number;
  readonly checkpoint?: Checkpoint | undefined;
  readonly threads?: number;
  readonly drawn?: DrawnPages;
  readonly settings?: object;
}

async function trained({ steps, checkpoint, threads = 1, drawn, settings: more }: Told) {
  const settings = layoutSettingsSchema.parse({
    channels: [6, 8, 12, 16],
    regionTypes: ['paragraph'],
    cropSize: 128,
    batchPixels: 4 * 128 ** 2,
    schedule: 'constant',
    warmupSteps: 5,
    steps,
    ...more,
  });
  const network = new LayoutNetwork(layoutSpecOf(settings));
  const config: LayoutConfig = {
    kind: 'layout',
    version: '0',
    folder: '',
    data: [],
    out: '',
    threads,
    shards: 2,
    settings,
  };
  const run = new MemoryRun<LayoutConfig, LayoutEvent>(config);
  const prepared = {
    training: pages.slice(1),
    validation: pages.slice(0, 1),
    validationSource: 'the first',
    warnings: [],
    skipped: [],
  };
  const start = checkpoint ?? layoutStart(network, settings.seed);
  for await (const _ of trainPages(run, { prepared, network, start, drawn }));
  return run;
}

const weightsOf = (run: Awaited<ReturnType<typeof trained>>) => known(run.checkpoint(), 'a checkpoint').weights;

describe('a run of page layout', () => {
  it('goes on from its checkpoint as if it had never stopped, with other threads too', async () => {
    const whole = await trained({ steps: 4 });
    const half = await trained({ steps: 2, threads: 3 });
    const rest = await trained({ steps: 4, checkpoint: half.checkpoint(), threads: 2 });
    expect(rest.events.filter(({ kind }) => kind === 'step')).toHaveLength(2);
    expect(weightsOf(rest)).toEqual(weightsOf(whole));
    expect(weightsOf(half)).not.toEqual(weightsOf(whole));
  });

  it('is refused where the pages changed meanwhile', async () => {
    const half = await trained({ steps: 2 });
    const checkpoint = half.checkpoint();
    await expect(trained({ steps: 4, checkpoint, settings: { pageCrops: 2 } })).rejects.toThrow("can't go on exactly");
  });

  it('takes drawn pages where there is a source of them, and is another run then', async () => {
    const asked = new Set<number>();
    const drawn: DrawnPages = {
      page: async (n) => {
        asked.add(n);
        return known(drawnPages[n % drawnPages.length], 'a drawn page');
      },
    };
    const mixed = await trained({ steps: 4, drawn });
    expect(asked.size).toBeGreaterThan(2);
    expect(weightsOf(mixed)).not.toEqual(weightsOf(await trained({ steps: 4 })));
    const half = await trained({ steps: 2, drawn });
    await expect(trained({ steps: 4, checkpoint: half.checkpoint() })).rejects.toThrow("can't go on exactly");
  });

  it('learns: the loss falls, baselines are found, and the model says so', async () => {
    const run = await trained({
      steps: 200,
      threads: 2,
      settings: { learningRate: 0.01, augmentation: 0.3, averageDecay: 0.9, schedule: 'cosine' },
    });
    const losses = run.events.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(losses.slice(-20))).toBeLessThan(0.6 * mean(losses.slice(0, 20)));
    const validations = run.events.filter((event) => event.kind === 'validation');
    const [early, late] = [validations[0], validations.at(-1)];
    expect(late?.f).toBeGreaterThan(0.6);
    expect(late?.f).toBeGreaterThanOrEqual(early?.f ?? 1);
    const { metadata, network } = readLayoutModel(run.model ?? new Uint8Array());
    expect(metadata.metrics).toMatchObject({ validationPages: 1 });
    expect(metadata.provenance).toMatchObject({ trainingPages: 5, trainingDocuments: 5, validationPages: 1 });
    expect(metadata.history.length).toBeGreaterThan(0);
    expect(network.maps).toEqual(['baseline', 'start', 'end', 'border', 'region', 'paragraph']);
  });
});

it('a run in a folder that can not go on leaves no thread that draws pages behind', async () => {
  const folder = await temporaryFolder();
  const data = [await writePages(join(folder, 'pages'), 2)];
  const run = join(folder, 'run');
  const settings = {
    channels: [6, 8, 12],
    regionTypes: ['paragraph'],
    cropSize: 64,
    pageCrops: 2,
    threads: 1,
    drawn: 0.5,
  };
  const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  const before = threads();
  const stopped = { out: join(folder, 'model.onnx'), run, signal: AbortSignal.abort() };
  for await (const _ of trainLayout({ data, ...stopped, ...settings }));
  expect(threads()).toBe(before);
  await writePages(join(folder, 'pages'), 3);
  await expect(resumeLayout(run).next()).rejects.toThrow("can't go on exactly");
  expect(threads()).toBe(before);
  await rm(folder, { recursive: true });
});

describe('layoutStart', () => {
  it('takes over what it knows by name, maps of the same name among others too', async () => {
    const old = new LayoutNetwork({ channels: [4, 6, 8], reach: 3, regionTypes: ['a', 'b'] });
    const fresh = new LayoutNetwork({ channels: [4, 6, 8], reach: 3, regionTypes: ['b', 'c'] });
    const learnt = old.initialWeights(7);
    const from = { network: old, weights: learnt } as unknown as Parameters<typeof layoutStart>[2];
    const weights = layoutStart(fresh, 1, from);
    expect(weights.get('stem.filters')).toEqual(learnt.get('stem.filters'));
    const [then, now, new_] = [learnt, weights, fresh.initialWeights(1)].map((all) =>
      known(all.get('probabilities.filters'), 'the filters of the maps'),
    );
    const inputs = known(now, 'now').length / (4 * 7);
    const at = (values: Float32Array | undefined, pixel: number, map: number) =>
      values?.slice((pixel * 7 + map) * inputs, (pixel * 7 + map + 1) * inputs);
    expect(at(now, 3, 0)).toEqual(at(then, 3, 0));
    expect(at(now, 2, 5)).toEqual(at(then, 2, 6));
    expect(at(now, 2, 6)).toEqual(at(new_, 2, 6));
  });
});
