/** A loss of one's own made trainable: one run of the compiled graph gives outputs and gradients. */
import { cast, compileTraining, expand, scalar, type Tensor, type TrainingGraph } from '../graph/index.js';
import type { Parameters } from '../network/index.js';
import { createSession, type RuntimeTensor, type Session } from '../runtime/index.js';
import { type Layout, layOutParameters, packWeights, unpackWeights } from './layout.js';

export interface ProgramOptions {
  /** What to minimise: float32 or float64, one value or several, which are summed. */
  readonly loss: Tensor;
  /** What else a run gives, by name. */
  readonly outputs?: Readonly<Record<string, Tensor>>;
  /** All parameters that the loss and the outputs depend on. */
  readonly parameters: Parameters;
  /** Decides the first weights. Default: 1. */
  readonly seed?: number;
  /** Default: 1. */
  readonly threads?: number;
}

export interface ProgramRun {
  /** `loss` and the other outputs. */
  readonly outputs: Readonly<Record<string, RuntimeTensor>>;
  /** Of the summed loss with respect to the trainable weights, laid out as `Program.weights`. */
  readonly gradient: Float32Array;
}

export class Program {
  /** All weights, one after the other; what an optimiser changes. The next run uses them as they are then. */
  readonly weights: Float32Array;

  private constructor(
    private readonly session: Session,
    private readonly gradients: TrainingGraph['gradients'],
    readonly layout: Layout,
    parameters: Parameters,
    seed: number,
  ) {
    this.weights = new Float32Array(layout.length);
    packWeights(layout, parameters.initialValues(seed), this.weights);
  }

  /** @throws when the loss does not depend on a parameter, or on the way to one an operator has no gradient */
  static async compile({ loss, outputs = {}, parameters, seed = 1, threads = 1 }: ProgramOptions): Promise<Program> {
    const ones = expand(cast(scalar(1, 'float32'), loss.type), loss.shape, [loss]);
    const { model, gradients } = compileTraining({
      losses: [[loss, ones]],
      trainable: parameters.trainable,
      outputs: { loss, ...outputs },
    });
    const session = await createSession(model, { threads, optimise: 'operators' });
    return new Program(session, gradients, layOutParameters(parameters.infos), parameters, seed);
  }

  /** @param inputs by name, what the graph's `input`s stand for in this run */
  async run(inputs: Readonly<Record<string, RuntimeTensor>>): Promise<ProgramRun> {
    const feeds: Record<string, RuntimeTensor> = { ...inputs };
    for (const { name, offset, length, shape } of this.layout.entries) {
      feeds[name] = { data: this.weights.subarray(offset, offset + length), shape };
    }
    const results = await this.session.run(feeds);
    const gradient = new Float32Array(this.layout.trainable);
    for (const { name, offset } of this.layout.entries) {
      const output = this.gradients.get(name);
      const values = output === undefined ? undefined : results[output]?.data;
      if (values instanceof Float32Array) gradient.set(values, offset);
    }
    const ofGradients = new Set(this.gradients.values());
    const outputs = Object.fromEntries(Object.entries(results).filter(([name]) => !ofGradients.has(name)));
    return { outputs, gradient };
  }

  /** The weights by name, copied: what `writeOnnx` puts into a model file. */
  namedWeights(): Map<string, Float32Array> {
    return unpackWeights(this.layout, this.weights);
  }

  /** Frees the session's memory; again does nothing. A run after it is an error. */
  dispose(): Promise<void> {
    return this.session.dispose();
  }

  /** For `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }
}
