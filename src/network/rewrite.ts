/** Specifications made from others: with another output, or for lines of another height. */
import { ctcHead } from './heads/ctc.js';
import { withRows } from './layers/max-pool.js';
import { sizeAfter } from './layers/table.js';
import { parseVgsl, printVgsl, type Specification, VgslError } from './vgsl.js';

/**
 * The specification without its output token, or with one of so many classes.
 * @throws VgslError
 */
export function withOutput(spec: string, classes: number | undefined): string {
  return printVgsl(specificationWith(parseVgsl(spec.trim()), classes));
}

function specificationWith(spec: Specification, classes: number | undefined): Specification {
  const { end } = spec.frame;
  // White space before an output, or between it and the end, goes with it.
  const gap = spec.output ? '' : end.gap;
  if (classes === undefined) {
    return { ...spec, classes, output: undefined, frame: { ...spec.frame, end: { ...end, gap } } };
  }
  return {
    ...spec,
    classes,
    output: { kind: 'output', classes, token: ctcHead.print(classes), at: end.at, gap: `${gap} ` },
    frame: { ...spec.frame, end: { ...end, gap: '' } },
  };
}

/**
 * The specification for lines of another height, whose network has the same weights: the last pool, which takes all rows
 * that are left, takes as many as are left then.
 * @param height pixels
 * @throws VgslError where the last pool doesn't take all rows, or no row is left for it
 */
export function withLineHeight(spec: string, height: number): string {
  const parsed = parseVgsl(spec);
  const { layers, frame } = parsed;
  const index = layers.findLastIndex(({ kind }) => kind === 'maxPool');
  const pool = layers[index];
  const rowsFor = (lineHeight: number) => sizeAfter(layers.slice(0, index), lineHeight, 'y');
  if (pool?.kind !== 'maxPool' || pool.kernel[0] !== rowsFor(parsed.height)) {
    const rule = 'the line height can be changed only where the last pool (Mp) takes all rows that are left';
    throw new VgslError(spec, pool?.at ?? 0, pool?.token ?? '[', rule);
  }
  const rows = rowsFor(height);
  if (rows < 1) {
    throw new VgslError(spec, pool.at, pool.token, `of a line height of ${height} no row is left here`);
  }
  const [batch, , ...rest] = frame.input.text.split(',');
  return printVgsl({
    ...parsed,
    height,
    layers: layers.with(index, withRows(pool, rows)),
    frame: { ...frame, input: { ...frame.input, text: [batch, height, ...rest].join(',') } },
  });
}
