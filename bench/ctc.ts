/** CTC: loss with gradient, and beam search, beside PyTorch and TensorFlow where Python has them. */
import { beamSearch, ctcLoss, greedyDecode, logSoftmax } from '@ductus/ctc';
import { Random } from '../src/graph-entry.js';
import { CtcPool } from '../test/built-pool.js';
import type { Candidate } from './measure.js';
import { startPeers } from './peers.js';

const lossShapes = [
  [128, 16, 80, 32],
  [256, 32, 100, 60],
  [256, 16, 100, 80],
  [1000, 8, 5000, 100],
] as const;

const none = { flops: 0, dispose: async () => {} };

function normal(length: number, scale: number): Float32Array {
  const random = new Random('bench');
  return Float32Array.from({ length }, () => random.normal() * scale);
}

/** TensorFlow's dense loss needs gigabytes for the last shape. */
const tooLarge = (name: string, classes: number) => name === 'tensorflow' && classes > 1000;

export async function ctcLosses(python: string | undefined): Promise<readonly Candidate[]> {
  const peers = await startPeers(python, 'ctc.py');
  const pool = new CtcPool({ threads: 2 });
  const candidates = lossShapes.flatMap(([time, batch, classes, length]): Candidate[] => {
    const random = new Random('bench', 'labels');
    const labels = Array.from({ length: batch }, () =>
      Int32Array.from({ length }, () => 1 + Math.floor(random.between(0, classes - 1))),
    );
    const options = {
      logits: normal(time * batch * classes, 1),
      shape: [time, batch, classes] as const,
      labels,
      logitsTimeMajor: true,
      gradient: true,
    };
    const group = `T ${time}, B ${batch}, K ${classes}, L ${length}`;
    const ours = { ...none, group, lines: batch };
    return [
      { ...ours, name: '@ductus/ctc, one thread', run: async () => void ctcLoss(options) },
      { ...ours, name: '@ductus/ctc, two workers', run: async () => void (await pool.loss(options)) },
      ...peers.names
        .filter((name) => name === 'torch' || name === 'tensorflow')
        .filter((name) => !tooLarge(name, classes))
        .map((name) => ({
          ...ours,
          name: `${name}, two threads`,
          run: () => peers.run(name, time, batch, classes, length),
        })),
    ];
  });
  const end = async () => {
    await pool.dispose();
    await peers.dispose();
  };
  return [...candidates.slice(0, -1), { ...(candidates.at(-1) as Candidate), dispose: end }];
}

/** One line of T 256, K 100. The scores are three times as sure as noise, which is harder than a trained network's. */
export async function beams(python: string | undefined): Promise<readonly Candidate[]> {
  const peers = await startPeers(python, 'ctc.py');
  const [time, classes] = [256, 100];
  const line = { logProbs: logSoftmax(normal(time * classes, 3), classes), classes };
  const group = `T ${time}, K ${classes}, beam 25`;
  const ours = { ...none, group, lines: 1 };
  return [
    { ...ours, name: 'beamSearch', run: async () => void beamSearch({ ...line, beamWidth: 25 }) },
    {
      ...ours,
      name: "beamSearch, mode 'tensorflow'",
      run: async () => void beamSearch({ ...line, beamWidth: 25, mode: 'tensorflow' }),
    },
    { ...ours, name: 'greedyDecode', run: async () => void greedyDecode(line) },
    ...peers.names
      .filter((name) => name === 'tensorflow-beam')
      .map((name) => ({
        ...ours,
        name: 'tensorflow',
        run: () => peers.run(name, time, 1, classes, 1),
        dispose: () => peers.dispose(),
      })),
  ];
}
