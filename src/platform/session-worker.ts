/** The thread behind `SharedSession`. ONNX Runtime does not read shared memory, so it is copied in and out. */
import { createSession, type RuntimeTensor, type Session } from './sessions.js';
import type { SharedSessionAnswer, SharedSessionRequest, SharedSessionSetup, SharedTensor } from './shared-session.js';
import { serve } from './workers.js';

interface Bound {
  readonly session: Session;
  readonly sharedInputs: Float32Array;
  readonly sharedOutputs: Float32Array;
  readonly localInputs: Float32Array;
  readonly localOutputs: Float32Array;
  readonly feeds: Readonly<Record<string, RuntimeTensor>>;
  readonly fetches: Readonly<Record<string, RuntimeTensor>>;
}

let bound: Bound | undefined;

serve<SharedSessionRequest, SharedSessionAnswer['result']>(async (request) => {
  if (request.kind === 'setup') {
    bound = await bind(request.setup);
    return { result: {}, transfer: [] };
  }
  return run(bound as Bound, request.feeds);
});

async function bind(setup: SharedSessionSetup): Promise<Bound> {
  const session = await createSession(setup.model, { threads: setup.threads, optimise: 'operators' });
  const sharedInputs = new Float32Array(setup.inputMemory);
  const sharedOutputs = new Float32Array(setup.outputMemory);
  const localInputs = new Float32Array(sharedInputs.length);
  const localOutputs = new Float32Array(sharedOutputs.length);
  const views = (tensors: readonly SharedTensor[], memory: Float32Array) =>
    Object.fromEntries(
      tensors.map(({ name, shape, offset, length }) => [
        name,
        { data: memory.subarray(offset, offset + length), shape },
      ]),
    );
  const known = new Set(session.inputNames);
  return {
    session,
    sharedInputs,
    sharedOutputs,
    localInputs,
    localOutputs,
    feeds: views(
      setup.inputs.filter(({ name }) => known.has(name)),
      localInputs,
    ),
    fetches: views(setup.outputs, localOutputs),
  };
}

async function run(b: Bound, feeds: Readonly<Record<string, RuntimeTensor>>): Promise<SharedSessionAnswer> {
  b.localInputs.set(b.sharedInputs);
  const used = Object.fromEntries(Object.entries(feeds).filter(([name]) => b.session.inputNames.includes(name)));
  const outputs = await b.session.run({ ...b.feeds, ...used }, b.fetches);
  b.sharedOutputs.set(b.localOutputs);
  const rest = Object.entries(outputs)
    .filter(([name]) => !(name in b.fetches))
    .map(([name, { data, shape }]) => [name, { data: data.slice(), shape }] as const);
  return { result: Object.fromEntries(rest), transfer: [] };
}
