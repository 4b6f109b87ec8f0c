/** A run that adapts, over the lines that its folder keeps: the loop, and what it tells. */
import { Loader } from '../../dataset/index.js';
import { openDataset } from '../../dataset/node.js';
import { evaluate } from '../../evaluation/index.js';
import { pathFrom } from '../../files/index.js';
import { type Model, readModel } from '../../model/index.js';
import type { Network } from '../../network/index.js';
import { hash32 } from '../../random/index.js';
import { type Language, type LanguageWeights, Recognizer } from '../../recognition/index.js';
import type { Alphabet } from '../../text/index.js';
import { type Checkpoint, type Course, Loop, type StopReason } from '../../training/index.js';
import { endFacts } from '../end-facts.js';
import { gainOf } from '../gain.js';
import { shardsOf } from '../kept-config.js';
import type { Run } from '../kept-run.js';
import { textRulesOf } from '../options.js';
import type { Prepared } from '../prepared.js';
import { provenanceOf, runTask, type Stops } from '../task-run.js';
import type { AdaptConfig } from './adapt-config.js';
import { type AdaptEndEvent, type AdaptEvent, adaptEvent } from './adapt-events.js';
import type { AdaptLines, Choice } from './adapt-lines.js';
import { remarkOnExpectedGain } from './adapt-remarks.js';
import { AdaptTask } from './adapt-task.js';
import type { AdaptValidation } from './adapt-validation.js';

export interface AdaptRunOptions {
  readonly network: Network;
  readonly alphabet: Alphabet;
  /** The model that is adapted. */
  readonly model: Model;
  readonly choice: Choice;
  readonly lines: AdaptLines;
  /** All lines to learn, copies included, and what is left out of them. */
  readonly prepared: Pick<Prepared, 'training' | 'skipped'>;
  readonly language: (Language & LanguageWeights) | undefined;
  /** First weights by name, or a checkpoint of this run. */
  readonly start: ReadonlyMap<string, Float32Array> | Checkpoint;
  readonly stops: Stops;
}

/** @throws TrainingError when the checkpoint is of other lines or another configuration, or nothing can be learnt */
export function adaptLines(run: Run<AdaptConfig>, options: AdaptRunOptions): AsyncGenerator<AdaptEvent> {
  const { config } = run;
  const { network, alphabet, model, choice, lines, prepared, language, start, stops } = options;
  const { calibration } = model.metadata;
  const { training } = prepared;
  const provenance = provenanceFor(config, choice, lines);
  return runTask<AdaptValidation, AdaptEvent>({
    run,
    parameters: network.parameters,
    task: () => new AdaptTask({ network, alphabet, config, training, lines, language, calibration, provenance }),
    settings: config.settings,
    shards: shardsOf(config),
    start,
    identity: identityOf(config, network, options),
    stops,
    began: (step) => {
      const { copies, ...account } = choice;
      return {
        kind: 'start',
        run: run.path,
        out: run.out,
        from: config.from,
        spec: network.spec,
        weights: network.size,
        alphabet: alphabet.characters.length,
        ...account,
        chosenLines: lines.chosen.length,
        labelledLines: lines.labelled.length,
        replayLines: lines.replay.length,
        labelledCopies: copies.labelled,
        heldOutLines: lines.heldOut.length,
        threads: config.threads,
        resumedAt: step,
        skipped: prepared.skipped,
      };
    },
    warnings: warningsOf(choice),
    course: (options) => new Loop(options),
    eventOf: adaptEvent,
    ended: async function* (reason, loop) {
      yield await endEvent(reason, loop, run, options);
    },
  });
}

/** Beyond this a model knows so little of the lines that it would learn its own mistakes: about twice as much is really wrong. */
const muchIsWrong = 0.15;

function warningsOf({ expectedErrorRate, lines }: Choice): readonly string[] {
  if (expectedErrorRate <= muchIsWrong) return [];
  const rate = (100 * expectedErrorRate).toFixed(0);
  return [
    `of the ${lines} lines about ${rate}% is expected to be read wrong, and on an unknown hand more is: transcribe some of them and train on those first, then adapt that model`,
  ];
}

async function endEvent(
  reason: StopReason,
  loop: Pick<Course<unknown>, 'state' | 'skippedSamples'>,
  run: Run<AdaptConfig>,
  { choice, prepared, model, stops }: AdaptRunOptions,
): Promise<AdaptEndEvent> {
  const { bestScore, bestStep, start, bestTrained, history } = loop.state;
  const gain = gainOf(start, bestTrained);
  const best = bestStep > 0 && !stops.abandon?.aborted ? await run.bestModel() : undefined;
  const before = choice.replayErrorRate;
  const after = history.find((entry) => entry.step === bestStep)?.figures.replayErrorRate;
  return {
    ...(await endFacts(reason, loop, run, prepared.skipped)),
    bestErrorRate: bestScore ?? undefined,
    gain: gain && { ...gain, remark: remarkOnExpectedGain(gain) },
    replayErrorRates: before === null || after === undefined ? undefined : { before, after },
    checkErrorRates: best && (await checkErrorRates(run.config, model, readModel(best, run.bestPath))),
  };
}

/** What both models make of the lines whose texts are known; they read alone, without a language. */
async function checkErrorRates({ check, folder, threads, settings }: AdaptConfig, before: Model, after: Model) {
  if (!check) return undefined;
  const paths = check.map((path) => pathFrom(folder, path));
  const { samples } = await openDataset(paths, { text: textRulesOf(settings) });
  const loader = new Loader(Math.max(1, threads - 1));
  const rateOf = async (model: Model) => {
    const recognizer = await Recognizer.of(model, { threads });
    try {
      return (await evaluate(recognizer, samples, loader)).characterErrorRate;
    } finally {
      await recognizer.dispose();
    }
  };
  try {
    return { before: await rateOf(before), after: await rateOf(after), lines: samples.length };
  } finally {
    await loader.dispose();
  }
}

/** One word for all that decides what a step computes. */
function identityOf(config: AdaptConfig, { spec }: Network, { prepared, lines, alphabet }: AdaptRunOptions): string {
  const { seed, batchPixels, augmentation, accumulate, preprocessing, ...frozen } = config.settings;
  const { headSteps, freezeSteps, batchNorm } = frozen;
  const ofSteps = [headSteps, freezeSteps, batchNorm];
  const told = JSON.stringify([spec, batchPixels, augmentation, accumulate, preprocessing, ...ofSteps]);
  let state = hash32('adapting', told, seed, shardsOf(config), ...alphabet.characters);
  for (const { key, text, width, height } of [...prepared.training, ...lines.heldOut]) {
    state = hash32(state, key, text, width, height);
  }
  return state.toString(16).padStart(8, '0');
}

function provenanceFor(config: AdaptConfig, choice: Choice, lines: AdaptLines): Record<string, unknown> {
  const { spec: _, ...settings } = config.settings;
  const { labelled, replay } = config;
  const adapting = {
    readLines: choice.lines,
    expectedErrorRate: choice.expectedErrorRate,
    chosenLines: lines.chosen.length,
    chosenErrorRate: choice.chosenErrorRate,
    labelledLines: lines.labelled.length,
    ...(labelled ? { labelled } : {}),
    replayLines: lines.replay.length,
    replay: replay ?? choice.replaySource,
    settings: config.adapting,
  };
  return provenanceOf(config, { adapting, skippedLines: choice.skipped.length }, settings);
}
