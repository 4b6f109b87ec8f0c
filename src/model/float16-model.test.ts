/** A model whose weights are stored in 16 bits is used like the one that it was. */
import { expect, it } from 'vitest';
import { readOnnx } from '../graph/index.js';
import { plainPreprocessing } from '../image/index.js';
import { LayoutNetwork, Network } from '../network/index.js';
import { createSession, int64 } from '../runtime/index.js';
import { Alphabet, usualRules } from '../text/index.js';
import {
  readLayoutModel,
  readModel,
  readTrainableModel,
  writeFloat16LayoutModel,
  writeFloat16Model,
  writeLayoutModel,
  writeModel,
} from './index.js';

const alphabet = new Alphabet(['a', 'b', ' ']);
const network = new Network('[1,16,0,1 Cr3,3,16 Mp2,2 Bn Cr3,3,24 S1(1x0)1,3 Lbx32 Lbx24]', alphabet.classes);
const written = writeModel({
  network,
  alphabet,
  weights: network.initialWeights(3),
  text: usualRules,
  preprocessing: plainPreprocessing,
  provenance: {},
  metrics: {},
});

it('has half of the size, and says so', () => {
  const half = writeFloat16Model(readModel(written));
  expect(half.length).toBeLessThan(0.65 * written.length);
  expect(readModel(half).metadata.precision).toBe('float16');
});

it('has weights that are as near as 11 bits are, and small ones as they were', () => {
  const before = readModel(written).weights;
  const after = readTrainableModel(writeFloat16Model(readModel(written)), 'half.onnx').weights;
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [name, values] of before) {
    const read = after.get(name) ?? new Float32Array();
    expect(read).toHaveLength(values.length);
    const near = (value: number) => (values.length < 1024 ? 0 : Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
    expect(values.filter((value, n) => !(Math.abs((read[n] ?? Number.NaN) - value) <= near(value)))).toHaveLength(0);
  }
});

it('computes what its weights say', async () => {
  const half = writeFloat16Model(readModel(written));
  const rounded = network.inferenceGraph(readModel(half).weights);
  const image = { data: Float32Array.from({ length: 16 * 64 }, (_, n) => Math.sin(n) ** 2), shape: [1, 1, 16, 64] };
  const scores = async (graph: Uint8Array) => {
    const session = await createSession(graph, { threads: 1 });
    const { logProbs } = await session.run({ image: { ...image, data: image.data.slice() }, widths: int64([64]) });
    await session.dispose();
    return logProbs?.data;
  };
  expect(await scores(half)).toEqual(await scores(rounded));
  expect(readOnnx(half).extensions).toEqual([]);
});

it('of pages is read as one that can be gone on from', () => {
  const pages = new LayoutNetwork({ channels: [6, 8, 32], reach: 3, regionTypes: [] });
  const weights = pages.initialWeights(1);
  const layout = writeLayoutModel({ network: pages, weights, ascender: 8, provenance: {}, metrics: {} });
  const half = readLayoutModel(writeFloat16LayoutModel(readLayoutModel(layout)));
  expect(half.metadata.precision).toBe('float16');
  for (const { name } of pages.parameters) {
    expect(half.weights.get(name)?.length).toBe(weights.get(name)?.length);
  }
});
