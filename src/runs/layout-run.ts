/** A run of page layout over whatever keeps it: pages, network and start are known. */
import type { LayoutSample } from '../layout/index.js';
import type { LayoutNetwork } from '../network/index.js';
import { hash32 } from '../random/index.js';
import { type Checkpoint, type Course, Loop, type StopReason } from '../training/index.js';
import type { DrawnPages } from './drawn-pages.js';
import { endFacts } from './end-facts.js';
import { gainOf } from './gain.js';
import { shardsOf } from './kept-config.js';
import type { Run } from './kept-run.js';
import type { LayoutConfig } from './layout-config.js';
import { type LayoutEndEvent, type LayoutEvent, layoutEvent } from './layout-events.js';
import { LayoutTask } from './layout-task.js';
import type { LayoutValidation } from './layout-validation.js';
import type { PreparedPages } from './prepared-pages.js';
import { remarkOnGain } from './remarks.js';
import { provenanceOf, runTask, type Stops } from './task-run.js';

export interface LayoutRunOptions {
  readonly prepared: PreparedPages;
  readonly network: LayoutNetwork;
  /** First weights by name, or a checkpoint of this run. */
  readonly start: ReadonlyMap<string, Float32Array> | Checkpoint;
  /** Drawn pages to mix in, until the run has ended. Default: none. */
  readonly drawn?: DrawnPages | undefined;
  readonly stops?: Stops;
}

/** @throws TrainingError when the checkpoint is of other data or another configuration, or nothing can be learnt */
export function trainPages(
  run: Run<LayoutConfig>,
  { prepared, network, start, drawn, stops = {} }: LayoutRunOptions,
): AsyncGenerator<LayoutEvent> {
  const { config } = run;
  const { settings, threads } = config;
  const { training, validation } = prepared;
  const provenance = pagesProvenance(config, prepared);
  return runTask<LayoutValidation, LayoutEvent>({
    run,
    parameters: network.parameters,
    task: () => new LayoutTask({ network, settings, threads, training, validation, drawn, provenance }),
    settings,
    shards: shardsOf(config),
    start,
    identity: identityOf(config, network, [...training, ...validation], drawn !== undefined),
    stops,
    began: (step) => ({
      kind: 'start',
      run: run.path,
      out: run.out,
      channels: network.spec.channels,
      maps: network.maps,
      weights: network.size,
      trainingPages: training.length,
      validationPages: validation.length,
      validationSource: prepared.validationSource,
      skipped: prepared.skipped,
      threads,
      resumedAt: step,
    }),
    warnings: prepared.warnings,
    course: (options) => new Loop(options),
    eventOf: layoutEvent,
    ended: async function* (reason, loop) {
      yield await endEvent(reason, loop, run, prepared);
    },
  });
}

async function endEvent(
  reason: StopReason,
  loop: Pick<Course<unknown>, 'state' | 'skippedSamples'>,
  run: Run<LayoutConfig>,
  { skipped }: PreparedPages,
): Promise<LayoutEndEvent> {
  const { bestScore, start, bestTrained } = loop.state;
  const gain = gainOf(start, bestTrained);
  return {
    ...(await endFacts(reason, loop, run, skipped)),
    bestF: bestScore === null ? undefined : 1 - bestScore,
    gain: gain && { ...gain, remark: remarkOnGain(gain, { rate: '1 − F of the baselines', samples: 'pages' }) },
  };
}

/** One word for all that decides what a step computes. */
function identityOf(
  config: LayoutConfig,
  { spec }: LayoutNetwork,
  pages: readonly LayoutSample[],
  draws: boolean,
): string {
  const { seed, batchPixels, cropSize, pageCrops, augmentation, accumulate, drawn } = config.settings;
  const told = JSON.stringify([spec, batchPixels, cropSize, pageCrops, augmentation, accumulate, draws && drawn]);
  let state = hash32('layout', told, seed, shardsOf(config));
  for (const { key, truth } of pages) {
    const { page, unknown, made = [] } = truth;
    const outlines = page.regions.map(({ type, polygon, lines }) => [
      type,
      polygon,
      lines.map((line) => [line.baseline, line.polygon]),
    ]);
    state = hash32(state, key, page.width, page.height, JSON.stringify([outlines, unknown, [...made]]));
  }
  return state.toString(16).padStart(8, '0');
}

function pagesProvenance(config: LayoutConfig, { training, validation, skipped }: PreparedPages) {
  const { channels: _channels, regionTypes: _types, ...settings } = config.settings;
  const counts = {
    trainingPages: training.length,
    trainingDocuments: new Set(training.map(({ document }) => document)).size,
    validationPages: validation.length,
    skippedPages: skipped.length,
  };
  return provenanceOf(config, counts, settings);
}
