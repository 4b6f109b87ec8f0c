/** Rows of forward or backward values, a cell for each state: mantissa · 2^(256·exponent) (forward-backward.ts). */

/** The exponent of zero: never the larger of two, with room for a step down at every frame. */
export const never = -(2 ** 30);

/** Backward values of one frame, with two cells behind the last state that stay 0. */
export class BackwardRow {
  readonly mantissas: Float64Array;
  readonly exponents: Int32Array;

  constructor(width: number) {
    this.mantissas = new Float64Array(width);
    this.exponents = new Int32Array(width).fill(never);
    this.mantissas[width - 3] = 1;
    this.exponents[width - 3] = 0;
  }
}

/** The row before each block, from which the block can be computed again. */
export class KeptRows {
  private readonly mantissas: Float64Array;
  private readonly exponents: Int32Array;

  constructor(
    blocks: number,
    private readonly width: number,
  ) {
    this.mantissas = new Float64Array(blocks * width);
    this.exponents = new Int32Array(blocks * width);
  }

  save(block: number, mantissas: Float64Array, exponents: Int32Array): void {
    this.mantissas.set(mantissas.subarray(0, this.width), block * this.width);
    this.exponents.set(exponents.subarray(0, this.width), block * this.width);
  }

  load(block: number, mantissas: Float64Array, exponents: Int32Array): void {
    const at = block * this.width;
    mantissas.set(this.mantissas.subarray(at, at + this.width));
    exponents.set(this.exponents.subarray(at, at + this.width));
  }
}
