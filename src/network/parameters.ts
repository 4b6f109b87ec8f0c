/** The parameters of a network, with their first values. */
import { parameter, type Tensor } from '../graph/index.js';
import { Random } from '../random/index.js';
import { type Initialisation, initialise } from './initialise.js';

/** What a parameter is for: a head's are replaced with the head, an auxiliary head's train only. Norms count as convolutional. */
export type Role = 'convolutional' | 'recurrent' | 'head' | 'auxiliary';

export interface ParameterInfo {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
  /** Running statistics are not. */
  readonly trainable: boolean;
  readonly initialisation: Initialisation;
  readonly role: Role;
}

/** The parameters of a network being built, in the order in which they are made. */
export class Parameters {
  private readonly made = new Map<string, { readonly info: ParameterInfo; readonly tensor: Tensor }>();

  get infos(): readonly ParameterInfo[] {
    return [...this.made.values()].map(({ info }) => info);
  }

  /** Those that a gradient changes. */
  get trainable(): readonly { readonly name: string; readonly tensor: Tensor }[] {
    return [...this.made.values()]
      .filter(({ info }) => info.trainable)
      .map(({ info, tensor }) => ({ name: info.name, tensor }));
  }

  /** @throws when there is none of this name */
  tensor(name: string): Tensor {
    const entry = this.made.get(name);
    if (!entry)
      throw new Error(`Parameters: there must be a parameter ${name}, got ${[...this.made.keys()].join(', ')}`);
    return entry.tensor;
  }

  /** @throws when there is one of this name */
  add(
    name: string,
    shape: readonly number[],
    initialisation: Initialisation,
    trainable = true,
    role: Role = 'convolutional',
  ): Tensor {
    if (this.made.has(name)) throw new Error(`Parameters: each name must stand once, got ${name} twice`);
    const size = shape.reduce((a, b) => a * b, 1);
    const tensor = parameter(name, shape, trainable);
    this.made.set(name, { info: { name, shape, size, trainable, initialisation, role }, tensor });
    return tensor;
  }

  /** First values by name: a function of the seed and the name. */
  initialValues(seed: number): Map<string, Float32Array> {
    return new Map(
      this.infos.map(({ name, size, initialisation }) => [
        name,
        initialise(size, initialisation, new Random(seed, 'weight', name)),
      ]),
    );
  }
}
