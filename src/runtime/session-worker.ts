/** The thread behind `ThreadSession`. ONNX Runtime does not read shared memory, so it is copied in and out. */
import { createSession, type RuntimeTensor, type Session } from './sessions.js';
import type { SharedTensors, ThreadSessionAnswer, ThreadSessionRequest, ThreadSessionSetup } from './thread-session.js';
import { serve } from './workers.js';

/** Shared memory, its copy that the runtime works on, and the tensors in that. */
interface Copied {
  readonly shared: Float32Array;
  readonly local: Float32Array;
  readonly tensors: Readonly<Record<string, RuntimeTensor>>;
}

interface Bound {
  readonly session: Session;
  readonly inputs: Copied;
  readonly outputs: Copied;
}

let bound: Bound | undefined;

serve<ThreadSessionRequest, ThreadSessionAnswer['result']>(
  async (request) => {
    if (request.kind === 'setup') {
      bound = await bind(request.setup);
      return { result: {}, transfer: [] };
    }
    return run(bound as Bound, request.feeds);
  },
  async () => bound?.session.dispose(),
);

async function bind({ model, inputs, outputs, ...options }: ThreadSessionSetup): Promise<Bound> {
  // ONNX Runtime refuses bytes in shared memory, and needs its copy only while it starts.
  const bytes = model.buffer instanceof SharedArrayBuffer ? model.slice() : model;
  const session = await createSession(bytes, options);
  const known = new Set(session.inputNames);
  return { session, inputs: copied(inputs, (name) => known.has(name)), outputs: copied(outputs, () => true) };
}

function copied(given: SharedTensors | undefined, wanted: (name: string) => boolean): Copied {
  const shared = new Float32Array(given?.memory ?? new SharedArrayBuffer(0));
  const local = new Float32Array(shared.length);
  const tensors = (given?.tensors ?? [])
    .filter(({ name }) => wanted(name))
    .map(
      ({ name, shape, offset, length }) => [name, { data: local.subarray(offset, offset + length), shape }] as const,
    );
  return { shared, local, tensors: Object.fromEntries(tensors) };
}

async function run(
  { session, inputs, outputs }: Bound,
  feeds: Readonly<Record<string, RuntimeTensor>>,
): Promise<ThreadSessionAnswer> {
  inputs.local.set(inputs.shared);
  const used = Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)));
  const results = await session.run({ ...inputs.tensors, ...used }, outputs.tensors);
  outputs.shared.set(outputs.local);
  const rest = Object.entries(results)
    .filter(([name]) => !(name in outputs.tensors))
    .map(([name, { data, shape }]) => [name, { data: data.slice(), shape }] as const);
  return {
    result: Object.fromEntries(rest),
    transfer: rest.map(([, { data }]) => data.buffer as ArrayBuffer),
  };
}
