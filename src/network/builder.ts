/** One graph being built: the weights that its layers declare, and what they tell about themselves. */
import { input, type Tensor } from '../graph/index.js';
import type { Features } from './features.js';
import { type AuxiliaryScores, ctcHead } from './heads/ctc.js';
import type { Initialisation } from './initialise.js';
import type { Int8 } from './int8.js';
import type { AnyLayer, BatchNormBy, BuildContext, Placed, Statistic, WeightOptions } from './layers/layer.js';
import { Parameters } from './parameters.js';
import { VgslError } from './vgsl.js';

export interface BuilderOptions {
  readonly mode: 'training' | 'inference';
  /** Default: each batch's own statistics. */
  readonly batchNorm?: BatchNormBy | undefined;
  /** For messages. */
  readonly spec: string;
  readonly classes: number;
  readonly int8?: Int8 | undefined;
}

export class Builder implements BuildContext {
  readonly parameters = new Parameters();
  readonly statistics: Statistic[] = [];
  readonly observed: { readonly name: string; readonly x: Tensor; readonly out: Tensor }[] = [];
  readonly auxiliaries: AuxiliaryScores[] = [];
  readonly mode: 'training' | 'inference';
  readonly batchNorm: BatchNormBy;
  readonly int8: Int8 | undefined;
  readonly dropoutSeed: Tensor | undefined;
  private dropouts = 0;
  private readonly kinds = new Map<string, number>();
  private readonly names = new Set<string>();

  constructor(private readonly options: BuilderOptions) {
    this.mode = options.mode;
    this.batchNorm = options.batchNorm ?? 'batch';
    this.int8 = options.int8;
    this.dropoutSeed = options.mode === 'training' ? input('dropoutSeed', 'int64', [1]) : undefined;
  }

  weight(
    name: string,
    shape: readonly number[],
    how: Initialisation,
    { trainable = true, role = 'convolutional' }: WeightOptions = {},
  ): Tensor {
    return this.parameters.add(name, shape, how, trainable, role);
  }

  nextDropout(): number {
    return this.dropouts++;
  }

  statistic(statistic: Statistic): void {
    this.statistics.push(statistic);
  }

  auxiliary(name: string, weight: number, features: Features): void {
    this.auxiliaries.push({ weight, ...ctcHead.auxiliaryScores(name, features, this.options.classes, this) });
  }

  observe(name: string, x: Tensor, out: Tensor): void {
    this.observed.push({ name, x, out });
  }

  fault({ at, token }: Placed, rule: string): VgslError {
    return new VgslError(this.options.spec, at, token, rule);
  }

  nameOf(layer: AnyLayer, kind: string): string {
    const count = this.kinds.get(kind) ?? 0;
    this.kinds.set(kind, count + 1);
    const name = layer.name ?? `${kind}${count}`;
    if (this.names.has(name)) throw this.fault(layer, `the name ${name} stands twice`);
    this.names.add(name);
    return name;
  }
}
