/** A run of the text-line task over whatever keeps it: data, network and start are known; the loop, and what it tells. */

import type { Sample } from '../dataset/index.js';
import { aboutOptions } from '../error.js';
import type { Network } from '../network/index.js';
import { hash32 } from '../random/index.js';
import { type Checkpoint, Loop, layOutParameters, type StopReason, TrainingError } from '../training/index.js';
import { version } from '../version.js';
import { becauseOf, type EndEvent, lineEvent, type TrainingEvent } from './events.js';
import { gainOf } from './gain.js';
import type { Run, RunSizes } from './kept-run.js';
import { LineTask } from './line-task.js';
import type { LineValidation } from './line-validation.js';
import { type Prepared, withCopies } from './prepare.js';
import { quantizeBest } from './quantize-best.js';
import { remarkOnGain, remarkOnSize } from './remarks.js';
import { type RunConfig, shardsOf } from './run-config.js';

/** How a run is asked to stop. */
export interface Stops {
  /** After its step or validation, with a checkpoint. */
  readonly signal?: AbortSignal | undefined;
  /** After `signal`: without waiting for a validation's end either. */
  readonly abandon?: AbortSignal | undefined;
}

/**
 * Trains on prepared lines.
 * @param start first weights by name, or a checkpoint of this run
 * @throws TrainingError when the checkpoint is of other data or another configuration, or nothing can be learnt
 */
export async function* trainLines(
  run: Run,
  prepared: Prepared,
  network: Network,
  start: ReadonlyMap<string, Float32Array> | Checkpoint,
  stops: Stops,
): AsyncGenerator<TrainingEvent> {
  const { config } = run;
  const { settings, threads } = config;
  const training = withCopies(prepared.training, prepared.copies);
  const { validation, alphabet } = prepared;
  const identity = identityOf(config, network, [...training, ...validation]);
  if ('identity' in start && start.identity !== identity) {
    throw new TrainingError(
      `${run.path}: the data or the configuration changed since the run began, so it can't go on exactly. Start a new run \`from\` ${run.bestPath}`,
      aboutOptions('from'),
    );
  }
  await run.checkRoom(sizesOf(network));
  const provenance = provenanceOf(config, prepared);
  const task = new LineTask({ network, alphabet, settings, threads, training, validation, provenance });
  const goesOn = config.from !== undefined;
  const loop = new Loop({
    task,
    settings,
    threads,
    shards: shardsOf(config),
    start,
    identity,
    store: run,
    goesOn,
    ...stops,
  });
  const tell = async (event: TrainingEvent): Promise<TrainingEvent> => {
    await run.log(event);
    return event;
  };
  const events = loop.run();
  try {
    yield await tell({
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
      resumedAt: loop.state.step,
    });
    for (const message of warningsOf(prepared)) yield await tell({ kind: 'warning', message });
    let next = await events.next();
    for (; !next.done; next = await events.next()) yield await tell(lineEvent(next.value));
    const best = settings.quantize && !stops.abandon?.aborted ? await run.bestModel() : undefined;
    if (best) yield await tell(await quantizeBest(best, run, prepared));
    yield await tell(await endEvent(next.value, loop, run, prepared));
  } finally {
    // A caller that stops listening, or a log that can't be written, must not leave threads behind.
    await events.return('interrupted');
    await task.dispose();
  }
}

function warningsOf({ warnings, validation }: Prepared): readonly string[] {
  const small = remarkOnSize(validation);
  return small === undefined ? warnings : [...warnings, small];
}

async function endEvent(
  reason: StopReason,
  loop: Loop<LineValidation>,
  run: Run,
  { skipped }: Prepared,
): Promise<EndEvent> {
  const { step, epoch, trainedSeconds, bestScore, bestStep, start, bestTrained } = loop.state;
  const gain = gainOf(start, bestTrained);
  return {
    kind: 'end',
    reason,
    because: becauseOf(reason, run.config.settings),
    step,
    epoch,
    trainedSeconds,
    bestErrorRate: bestScore ?? undefined,
    bestStep,
    gain: gain && { ...gain, remark: remarkOnGain(gain) },
    out: await run.modelPath(),
    run: run.path,
    skipped: [...skipped, ...loop.skippedSamples],
  };
}

/** Beside the numbers, a checkpoint has its history, and a model its graph. */
const besideNumbers = 500_000;

/** What a run with this network writes at a time. */
function sizesOf(network: Network): RunSizes {
  const { length, trainable } = layOutParameters(network.parameters);
  return { checkpoint: 4 * (2 * length + 2 * trainable) + besideNumbers, model: 4 * length + besideNumbers };
}

/** One word for all that decides what a step computes. */
function identityOf(config: RunConfig, network: Network, lines: readonly Sample[]): string {
  const { seed, batchPixels, augmentation, accumulate, preprocessing, headSteps, freezeSteps } = config.settings;
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
  for (const { key, text, width, height } of lines) {
    state = hash32(state, key, text, width, height);
  }
  return state.toString(16).padStart(8, '0');
}

function provenanceOf(config: RunConfig, { training, validation, skipped }: Prepared): Record<string, unknown> {
  const { spec: _, ...settings } = config.settings;
  return {
    software: `ductus ${version}`,
    trainedOn: config.data,
    trainingLines: training.length,
    trainingDocuments: new Set(training.map(({ document }) => document)).size,
    validationLines: validation.length,
    skippedLines: skipped.length,
    ...(config.repeat ? { repeated: config.repeat } : {}),
    ...(config.from ? { startedFrom: { model: config.from, ...config.fromProvenance } } : {}),
    threads: config.threads,
    settings,
  };
}
