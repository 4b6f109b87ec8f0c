/** Runs graphs in tests: outputs by name, and gradients against central differences. */
import { expect } from 'vitest';
import { type Dimension, gradients, input, mul, sum, type Tensor, writeOnnx } from '../src/graph/index.js';
import { Random } from '../src/random/index.js';
import { createSession, type RuntimeTensor } from '../src/runtime/index.js';

interface FloatTensor extends RuntimeTensor {
  readonly data: Float32Array;
}

export function float(data: readonly number[] | Float32Array, shape: readonly number[]): FloatTensor {
  return { data: Float32Array.from(data), shape };
}

export function randomTensor(shape: readonly number[], ...key: readonly (number | string)[]): FloatTensor {
  const random = new Random('test', ...key);
  const length = shape.reduce((a, b) => a * b, 1);
  return { data: Float32Array.from({ length }, () => random.normal()), shape };
}

/** Builds a graph, runs it once, and gives its outputs as plain numbers. */
export async function runGraph(
  outputs: Readonly<Record<string, Tensor>>,
  feeds: Readonly<Record<string, RuntimeTensor>>,
): Promise<Record<string, { data: number[]; shape: readonly number[] }>> {
  const session = await createSession(writeOnnx({ outputs }), { threads: 1 });
  try {
    const results = await session.run(pickInputs(session.inputNames, feeds));
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, shape }]) => [name, { data: Array.from(data, Number), shape }]),
    );
  } finally {
    await session.dispose();
  }
}

function pickInputs(names: readonly string[], feeds: Readonly<Record<string, RuntimeTensor>>) {
  return Object.fromEntries(names.map((name) => [name, feeds[name] as RuntimeTensor]));
}

export interface GradientCheck {
  /** The tensors to differentiate with respect to, with their values. */
  readonly inputs: Readonly<Record<string, RuntimeTensor>>;
  /** Symbolic shapes where the graph should not know the sizes; default: the sizes. */
  readonly shapes?: Readonly<Record<string, readonly Dimension[]>>;
  /** Other feeds. */
  readonly fixed?: Readonly<Record<string, RuntimeTensor>>;
  readonly build: (tensors: Readonly<Record<string, Tensor>>) => Tensor;
  /** Step of the differences. */
  readonly epsilon?: number;
  readonly tolerance?: number;
}

/**
 * Holds the gradient of Σ out·w, for fixed random w, against (f(x + ε) − f(x − ε)) / 2ε for every single value,
 * both computed by ONNX Runtime.
 */
export async function checkGradient(check: GradientCheck): Promise<void> {
  const { epsilon = 1e-2, tolerance = 2e-2 } = check;
  const tensors = Object.fromEntries(
    Object.entries(check.inputs).map(([name, { shape }]) => [
      name,
      input(name, 'float32', check.shapes?.[name] ?? shape),
    ]),
  );
  const out = check.build(tensors);
  const probe = await runGraph({ out }, { ...check.inputs, ...check.fixed });
  const weights = randomTensor(probe.out?.shape ?? [], 'probe');
  const w = input('probe weights', 'float32', out.shape);
  const names = Object.keys(check.inputs);
  const derived = gradients(
    [[out, w]],
    names.map((name) => tensors[name] as Tensor),
  );
  const model = writeOnnx({
    outputs: {
      value: sum(mul(out, w)),
      ...Object.fromEntries(names.map((name, i) => [`d.${name}`, derived[i] as Tensor])),
    },
  });
  const session = await createSession(model, { threads: 1 });
  try {
    const feeds = { ...check.inputs, ...check.fixed, 'probe weights': weights };
    const at = async (changed: Readonly<Record<string, RuntimeTensor>>) =>
      session.run(pickInputs(session.inputNames, { ...feeds, ...changed }));
    const base = await at({});
    for (const name of names) {
      const { data, shape } = check.inputs[name] as RuntimeTensor;
      const analytic = base[`d.${name}`]?.data as Float32Array;
      expect(base[`d.${name}`]?.shape, name).toEqual([...shape]);
      for (let i = 0; i < data.length; i++) {
        const shifted = (by: number) => {
          const values = Float32Array.from(data as Float32Array);
          values[i] = (values[i] as number) + by;
          return at({ [name]: { data: values, shape } });
        };
        const up = (await shifted(epsilon)).value?.data[0] as number;
        const down = (await shifted(-epsilon)).value?.data[0] as number;
        const numeric = (up - down) / (2 * epsilon);
        const error = Math.abs(numeric - (analytic[i] as number));
        expect(error, `${name}[${i}]: ${analytic[i]} should be ${numeric}`).toBeLessThan(
          tolerance * (1 + Math.abs(numeric)),
        );
      }
    }
  } finally {
    await session.dispose();
  }
}
