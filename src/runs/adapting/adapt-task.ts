/** Adapting as what is trained: lines as in any training, validated by what is expected of lines without texts. */
import { Loader } from '../../dataset/index.js';
import { evaluate, expectedErrors, readViews } from '../../evaluation/index.js';
import { asModel, type LineMetadata, type NewModel, writeModel } from '../../model/index.js';
import type { Network } from '../../network/index.js';
import { type Language, type LanguageWeights, Recognizer } from '../../recognition/index.js';
import type { Alphabet } from '../../text/index.js';
import type { Progress, Task } from '../../training/index.js';
import { LineTask } from '../line-task.js';
import { preprocessingOf, textRulesOf } from '../options.js';
import type { Prepared } from '../prepared.js';
import type { AdaptConfig } from './adapt-config.js';
import type { AdaptLines } from './adapt-lines.js';
import { type AdaptValidation, adaptValidation, type ReadAnew } from './adapt-validation.js';

export interface AdaptTaskOptions {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly config: Pick<AdaptConfig, 'settings' | 'threads' | 'adapting'>;
  readonly training: Prepared['training'];
  readonly lines: Pick<AdaptLines, 'heldOut' | 'replayCheck'>;
  readonly language: (Language & LanguageWeights) | undefined;
  /** Of the model that is adapted: nothing is there to find other temperatures on. */
  readonly calibration: LineMetadata['calibration'];
  readonly provenance: Readonly<Record<string, unknown>>;
}

export class AdaptTask implements Task<AdaptValidation> {
  readonly sample = 'line';
  readonly parameters;
  private readonly trained: LineTask;
  private readonly loader: Loader;

  constructor(private readonly options: AdaptTaskOptions) {
    const { config, ...others } = options;
    const { settings, threads } = config;
    this.trained = new LineTask({ ...others, settings, threads, validation: [] });
    this.parameters = this.trained.parameters;
    this.loader = new Loader(Math.max(1, Math.floor(threads / 2)));
  }

  trainingGraph() {
    return this.trained.trainingGraph();
  }

  batches(from: Pick<Progress, 'epoch' | 'batch'>, shards: number) {
    return this.trained.batches(from, shards);
  }

  frozenAt(step: number): (name: string) => boolean {
    return this.trained.frozenAt(step);
  }

  async validate(
    weights: ReadonlyMap<string, Float32Array>,
    abandon: AbortSignal | undefined,
  ): Promise<AdaptValidation | undefined> {
    const { config, language } = this.options;
    const { threads } = config;
    const keepScores = language !== undefined;
    const recognizer = await Recognizer.of(asModel(this.newModel(weights, {})), { threads, keepScores });
    try {
      return await this.validated(recognizer, abandon);
    } catch (error) {
      if (abandon?.aborted) return undefined;
      throw error;
    } finally {
      await recognizer.dispose();
    }
  }

  private async validated(recognizer: Recognizer, signal: AbortSignal | undefined): Promise<AdaptValidation> {
    const { config, language, lines } = this.options;
    const { readings, skipped } = await readViews(recognizer, lines.heldOut, this.loader, {
      // The first ones may have chosen the line: to be read the same in others says more.
      seed: config.settings.seed + 1,
      views: config.adapting.views,
      strength: config.adapting.viewStrength,
      language,
      signal,
    });
    const known =
      lines.replayCheck.length === 0
        ? undefined
        : await evaluate(recognizer, lines.replayCheck, this.loader, undefined, signal);
    const read: readonly ReadAnew[] = [...readings].map(([sample, reading]) => {
      return { sample, expected: expectedErrors(reading) };
    });
    return adaptValidation(read, known?.characterErrorRate, [...skipped, ...(known?.skipped ?? [])]);
  }

  modelFile(
    weights: ReadonlyMap<string, Float32Array>,
    { step, trainedSeconds }: Progress,
    validation?: AdaptValidation,
  ): Uint8Array {
    if (!validation) return writeModel(this.newModel(weights, {}));
    const expectedErrorRate = validation.score;
    const metrics = { expectedErrorRate, ...validation.figures, step, trainedSeconds: Math.round(trainedSeconds) };
    return writeModel(this.newModel(weights, metrics));
  }

  private newModel(weights: ReadonlyMap<string, Float32Array>, metrics: NewModel['metrics']): NewModel {
    const { network, alphabet, config, calibration, provenance } = this.options;
    const [text, preprocessing] = [textRulesOf(config.settings), preprocessingOf(config.settings)];
    return { network, alphabet, weights, text, preprocessing, calibration, provenance, metrics };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.trained.dispose(), this.loader.dispose()]);
  }
}
