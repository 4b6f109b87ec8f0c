/** A session whose large inputs and outputs lie in memory of its own, copied from and to shared memory: ONNX Runtime reads no other. */
import { createSession, type RuntimeTensor, type Session, type SessionOptions } from './sessions.js';
import { ofThisThread } from './shared-memory.js';

/** A tensor in shared memory. */
export interface SharedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Position among the values, and length. */
  readonly offset: number;
  readonly length: number;
}

export interface SharedTensors {
  /** All of them, in memory that threads share. */
  readonly values: Float32Array;
  readonly tensors: readonly SharedTensor[];
}

export interface BoundSessionSetup extends SessionOptions {
  readonly model: Uint8Array;
  /** Read before each run. */
  readonly inputs?: SharedTensors;
  /** Written after each run. */
  readonly outputs?: SharedTensors;
}

type Tensors = Readonly<Record<string, RuntimeTensor>>;

/** Shared memory, its copy that the runtime works on, and the tensors in that. */
interface Copied {
  readonly shared: Float32Array;
  readonly local: Float32Array;
  readonly tensors: Tensors;
}

export class BoundSession {
  private constructor(
    private readonly session: Session,
    private readonly inputs: Copied,
    private readonly outputs: Copied,
  ) {}

  static async create({ model, inputs, outputs, ...options }: BoundSessionSetup): Promise<BoundSession> {
    // The bytes are needed only while the session starts.
    const session = await createSession(ofThisThread(model), options);
    const known = new Set(session.inputNames);
    return new BoundSession(
      session,
      copied(inputs, (name) => known.has(name)),
      copied(outputs, () => true),
    );
  }

  /** @returns the outputs that are not in shared memory, each in memory of its own */
  async run(feeds: Tensors): Promise<Tensors> {
    const { session, inputs, outputs } = this;
    inputs.local.set(inputs.shared);
    const used = Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)));
    const results = await session.run({ ...inputs.tensors, ...used }, outputs.tensors);
    outputs.shared.set(outputs.local);
    const rest = Object.entries(results)
      .filter(([name]) => !(name in outputs.tensors))
      .map(([name, { data, shape }]) => [name, { data: data.slice(), shape }] as const);
    return Object.fromEntries(rest);
  }

  dispose(): Promise<void> {
    return this.session.dispose();
  }
}

function copied(tensors: SharedTensors | undefined, wanted: (name: string) => boolean): Copied {
  const shared = tensors?.values ?? new Float32Array();
  const local = new Float32Array(shared.length);
  const views = (tensors?.tensors ?? [])
    .filter(({ name }) => wanted(name))
    .map(
      ({ name, shape, offset, length }) => [name, { data: local.subarray(offset, offset + length), shape }] as const,
    );
  return { shared, local, tensors: Object.fromEntries(views) };
}
