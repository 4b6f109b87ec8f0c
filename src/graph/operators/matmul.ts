/** Matrix product over the last two axes, with an optional transpose of either side. */
import { broadcastShape, type Dimension, dimensionOf, formatShape, node, product, type Tensor } from '../tensor.js';
import { sumTo } from './reduce.js';
import { reshape, transpose } from './shape.js';

export interface MatmulOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * a · b, shapes [..., M, K] and [..., K, N], leading axes broadcast.
 * A transposed side costs a copy in standard ONNX; ONNX Runtime's FusedMatMul reads it in place, so transposes
 * appear only where a graph asks for them (training graphs do; inference graphs have none).
 */
export function matmul(a: Tensor, b: Tensor, options: MatmulOptions = {}): Tensor {
  const { transposeA = false, transposeB = false } = options;
  if (a.shape.length > 2 && b.shape.length === 2 && !transposeA) return flattened(a, b, options);
  const [m, k] = matrixAxes(a, transposeA);
  const [k2, n] = matrixAxes(b, transposeB);
  if (k !== k2) {
    throw new Error(`matmul: inner axes must be equal, got ${formatShape(a.shape)} and ${formatShape(b.shape)}`);
  }
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2), 'matmul');
  const fused = transposeA || transposeB;
  return node({
    operator: fused ? 'FusedMatMul' : 'MatMul',
    domain: fused ? 'com.microsoft' : '',
    inputs: [a, b],
    outputs: [{ type: a.type, shape: [...lead, m, n] }],
    attributes: fused ? { transA: { int: transposeA ? 1 : 0 }, transB: { int: transposeB ? 1 : 0 } } : {},
    gradient: ([dOut], wanted) => {
      if (!dOut) return [];
      return [
        wanted[0] ? sumTo(gradientOfA(dOut, b, transposeA, transposeB), a) : undefined,
        wanted[1] ? sumTo(gradientOfB(dOut, a, transposeA, transposeB), b) : undefined,
      ];
    },
  })[0];
}

// One matrix on the right serves all rows, so its gradient is one product instead of a sum of many.
function flattened(a: Tensor, b: Tensor, options: MatmulOptions): Tensor {
  const lead = a.shape.slice(0, -1);
  const rows = reshape(a, [product(lead), dimensionOf(a, a.shape.length - 1)]);
  const out = matmul(rows, b, options);
  return reshape(out, [...lead, dimensionOf(out, 1)], [a]);
}

function matrixAxes(x: Tensor, transposed: boolean): readonly [Dimension, Dimension] {
  if (x.shape.length < 2) throw new Error(`matmul: rank must be at least 2, got ${formatShape(x.shape)}`);
  const rows = dimensionOf(x, x.shape.length - 2);
  const columns = dimensionOf(x, x.shape.length - 1);
  return transposed ? [columns, rows] : [rows, columns];
}

// For C = A·B: dA = dC·Bᵀ and dB = Aᵀ·dC; a transposed operand transposes the whole product.
function gradientOfA(dOut: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  return transposeA
    ? matmul(b, dOut, { transposeA: transposeB, transposeB: true })
    : matmul(dOut, b, { transposeB: !transposeB });
}

function gradientOfB(dOut: Tensor, a: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  return transposeB
    ? matmul(dOut, a, { transposeA: true, transposeB: transposeA })
    : matmul(a, dOut, { transposeA: !transposeA });
}

/** The last two axes exchanged. */
export function transposeMatrix(x: Tensor): Tensor {
  const order = x.shape.map((_, axis) => axis);
  const last = order.length - 1;
  return transpose(x, [...order.slice(0, -2), last, last - 1]);
}
