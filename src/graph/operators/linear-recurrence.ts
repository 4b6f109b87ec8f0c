/**
 * A recurrence without a product in its loop. Steps are taken in chunks, all chunks side by side, so that the loop from chunk to chunk is
 * an eighth as long: Blelloch 1990 ("Prefix sums and their applications", 1.4) for recurrences of the first order, with one level.
 */
import { known } from '../../known.js';
import { type Dimension, dimensionOf, integers, knownSize, node, type Tensor, withGradient } from '../tensor.js';
import { add, div, mul } from './elementwise.js';
import { previousSteps, zeroState } from './recurrent.js';
import { scan } from './scan.js';
import { concat, pad, reshape, sizeOf, slice, split } from './shape.js';

/**
 * c_t = keep_t·c_{t−1} + x_t, from c_{−1} = 0, value by value.
 * @param keep [T, D, N, H]
 * @param x [T, D, N, H]
 */
export function linearRecurrence(keep: Tensor, x: Tensor): Tensor {
  const states = chunked(keep, x);
  return withGradient(states, [keep, x], ([dStates]) => {
    if (!dStates) return [];
    // The same from the last step to the first: what reaches a step from the next is kept by that one's share.
    const all = reversed(chunked(previousSteps(reversed(keep)), reversed(dStates)));
    return [mul(all, previousSteps(states)), all];
  });
}

/** Steps of a chunk. */
const length = 8;

function chunked(keep: Tensor, x: Tensor): Tensor {
  const [shares, added] = [byPlace(keep), byPlace(x)];
  // Of each place in a chunk: what is left there of the state before the chunk, and what came since.
  const left: Tensor[] = [];
  const since: Tensor[] = [];
  for (const [place, share] of shares.entries()) {
    const [kept, gained] = [left[place - 1], since[place - 1]];
    const here = known(added[place], 'as many places of both');
    left.push(kept ? mul(kept, share) : share);
    since.push(gained ? add(mul(gained, share), here) : here);
  }
  const [before] = scan({
    states: [zeroState(x, knownSize(x, 3, 'linearRecurrence'))],
    sequences: [known(left.at(-1), 'the last place'), known(since.at(-1), 'the last place')],
    step: ([state], [share, gained]) => ({ states: [add(mul(state, share), gained)], outputs: [state] }),
  });
  const [chunks, ...rest] = before.shape as [Dimension, ...Dimension[]];
  const lifted = (steps: Tensor) => reshape(steps, [chunks, 1, ...rest], [before]);
  const states = concat(
    left.map((share, place) => lifted(add(mul(share, before), known(since[place], 'as many places of both')))),
    1,
  );
  return cropped(reshape(states, [`${length}*${chunks}`, ...rest], [x]), x);
}

/** Every eighth step from the first, from the second, …: [chunks, D, N, H] each, zeros after the end. */
function byPlace(steps: Tensor): readonly Tensor[] {
  const [, ...rest] = steps.shape as [Dimension, ...Dimension[]];
  const padded = pad(steps, { axis: 0, before: 0, after: length - 1 });
  const eight = integers([length]);
  const whole = mul(div(sizeOf(padded, 0), eight), eight);
  const chunks = `ceil(${steps.shape[0]}/${length})`;
  const folded = reshape(firstOf(padded, whole, `${length}*${chunks}`), [chunks, length, ...rest], [steps]);
  return split(folded, 1, new Array<number>(length).fill(1)).map((piece) =>
    reshape(piece, [chunks, ...rest], [folded]),
  );
}

function cropped(steps: Tensor, like: Tensor): Tensor {
  return firstOf(steps, sizeOf(like, 0), dimensionOf(like, 0));
}

/** So many steps from the first, without a gradient. @param count int64 [1] @param size the same in words */
function firstOf(steps: Tensor, count: Tensor, size: Dimension): Tensor {
  return node({
    operator: 'Slice',
    inputs: [steps, integers([0]), count, integers([0])],
    outputs: [{ type: steps.type, shape: [size, ...steps.shape.slice(1)] }],
  })[0];
}

function reversed(steps: Tensor): Tensor {
  return slice(steps, { axis: 0, start: -1, step: -1, size: dimensionOf(steps, 0) });
}
