/** A run of the text-line task over whatever keeps it: data, network and start are known; the loop, and what it tells. */

import type { Sample } from '../dataset/index.js';
import type { Network } from '../network/index.js';
import { hash32 } from '../random/index.js';
import {
  type Checkpoint,
  type Course,
  Loop,
  type LoopOptions,
  type OuterEvent,
  OuterLoop,
  type StopReason,
  type Trainers,
} from '../training/index.js';
import { endFacts } from './end-facts.js';
import { type EndEvent, lineEvent, type TrainingEvent } from './events.js';
import { gainOf } from './gain.js';
import { shardsOf } from './kept-config.js';
import type { Run } from './kept-run.js';
import { LineTask } from './line-task.js';
import type { LineValidation } from './line-validation.js';
import { type Prepared, withCopies } from './prepared.js';
import { quantizeBest } from './quantize-best.js';
import { remarkOnGain, remarkOnSize } from './remarks.js';
import type { RunConfig } from './run-config.js';
import { provenanceOf, runTask, type Stops } from './task-run.js';

/**
 * Trains on prepared lines.
 * @param start first weights by name, or a checkpoint of this run
 * @param trainers who compute the steps, where the run is divided among machines. Default: this process
 * @throws TrainingError when the checkpoint is of other data or another configuration, or nothing can be learnt
 */
export function trainLines(
  run: Run,
  prepared: Prepared,
  network: Network,
  start: ReadonlyMap<string, Float32Array> | Checkpoint,
  stops: Stops,
  trainers?: Trainers,
): AsyncGenerator<TrainingEvent> {
  const { config } = run;
  const { settings, threads } = config;
  const training = withCopies(prepared.training, prepared.copies);
  const { validation, alphabet } = prepared;
  const provenance = linesProvenance(config, prepared);
  return runTask<LineValidation, TrainingEvent, OuterEvent<LineValidation>>({
    run,
    parameters: network.parameters,
    task: () => new LineTask({ network, alphabet, settings, threads, training, validation, provenance }),
    settings,
    shards: shardsOf(config),
    start,
    identity: identityOf(config, network, [...training, ...validation]),
    stops,
    began: (step) => ({
      kind: 'start',
      run: run.path,
      out: run.out,
      spec: network.spec,
      weights: network.size,
      alphabet: alphabet.characters.length,
      trainingLines: prepared.training.length,
      validationLines: validation.length,
      validationSource: prepared.validationSource,
      skipped: prepared.skipped,
      threads,
      resumedAt: step,
    }),
    warnings: warningsOf(prepared),
    course: (options) => courseOf(options, config, trainers),
    eventOf: lineEvent,
    ended: (reason, loop) => afterLoop(reason, loop, run, prepared, stops),
  });
}

/** What is asked of a loop that has ended. */
type Ended = Pick<Course<unknown>, 'state' | 'skippedSamples'>;

function courseOf(
  options: LoopOptions<LineValidation>,
  { machines }: RunConfig,
  trainers: Trainers | undefined,
): Course<OuterEvent<LineValidation>> {
  if (!machines || !trainers) return new Loop(options);
  const { trainers: shards, roundSteps, outerLearningRate: learningRate, outerMomentum: momentum } = machines;
  return new OuterLoop({ ...options, trainers, shards, roundSteps, outer: { learningRate, momentum } });
}

async function* afterLoop(
  reason: StopReason,
  loop: Ended,
  run: Run,
  prepared: Prepared,
  stops: Stops,
): AsyncGenerator<TrainingEvent> {
  const best = run.config.settings.quantize && !stops.abandon?.aborted ? await run.bestModel() : undefined;
  if (best) yield await quantizeBest(best, run, prepared);
  yield await endEvent(reason, loop, run, prepared);
}

function warningsOf({ warnings, validation }: Prepared): readonly string[] {
  const small = remarkOnSize(validation);
  return small === undefined ? warnings : [...warnings, small];
}

async function endEvent(reason: StopReason, loop: Ended, run: Run, { skipped }: Prepared): Promise<EndEvent> {
  const { bestScore, start, bestTrained } = loop.state;
  const gain = gainOf(start, bestTrained);
  return {
    ...(await endFacts(reason, loop, run, skipped)),
    bestErrorRate: bestScore ?? undefined,
    gain: gain && { ...gain, remark: remarkOnGain(gain) },
  };
}

/** One word for all that decides what a step computes. */
export function identityOf(config: RunConfig, network: Network, lines: readonly Sample[]): string {
  const { seed, batchPixels, augmentation, accumulate, preprocessing, headSteps, freezeSteps, batchNorm } =
    config.settings;
  let state = hash32(
    network.spec,
    seed,
    batchPixels,
    JSON.stringify([augmentation, preprocessing]),
    shardsOf(config),
    ...config.alphabet,
  );
  if (accumulate > 1) state = hash32(state, accumulate);
  if (headSteps || freezeSteps) state = hash32(state, headSteps ?? 0, freezeSteps);
  if (batchNorm !== 'batch') state = hash32(state, batchNorm);
  if (config.machines) {
    const { trainers, roundSteps, outerLearningRate, outerMomentum } = config.machines;
    state = hash32(state, 'machines', JSON.stringify([trainers, roundSteps, outerLearningRate, outerMomentum]));
  }
  for (const { key, text, width, height } of lines) {
    state = hash32(state, key, text, width, height);
  }
  return state.toString(16).padStart(8, '0');
}

function linesProvenance(config: RunConfig, { training, validation, skipped }: Prepared): Record<string, unknown> {
  const { spec: _, ...settings } = config.settings;
  const counts = {
    trainingLines: training.length,
    trainingDocuments: new Set(training.map(({ document }) => document)).size,
    validationLines: validation.length,
    skippedLines: skipped.length,
    ...(config.repeat ? { repeated: config.repeat } : {}),
  };
  return provenanceOf(config, counts, settings);
}
