/** Max pooling, `Mp2,2` or `Mp{NAME}KY,KX,SY,SX`; without a stride, the window's size is the stride. */
import { maxPool2d } from '../../graph/index.js';
import { type Features, sizes, windowLengths } from '../features.js';
import { type BuildContext, type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

export interface MaxPool extends Placed {
  readonly kind: 'maxPool';
  readonly name?: string;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** Whether the token has a stride; where not, it is the kernel. */
  readonly hasStride: boolean;
}

const pattern = new RegExp(`^Mp${namePattern}(\\d+),(\\d+)(?:,(\\d+),(\\d+))?$`);

/** No line is so high, and a window that is so wide leaves nothing of it. */
const mostPixels = 4096;

export const maxPool: LayerKind<MaxPool> = {
  kind: 'maxPool',
  signs: ['Mp'],

  parse(token, fault) {
    const match = pattern.exec(token);
    if (!match) return undefined;
    const [, label, ky, kx, sy, sx] = match;
    const kernel = [Number(ky), Number(kx)] as const;
    const hasStride = sy !== undefined;
    const stride = hasStride ? ([Number(sy), Number(sx)] as const) : kernel;
    if ([...kernel, ...stride].some((size) => size < 1 || size > mostPixels)) {
      throw fault(`sizes of a pool must be 1 to ${mostPixels}`);
    }
    return { kind: 'maxPool', ...named(label), kernel, stride, hasStride };
  },

  print(layer) {
    return `Mp${printedName(layer)}${[...layer.kernel, ...(layer.hasStride ? layer.stride : [])]}`;
  },

  sizeAfter({ kernel, stride }, size, axis) {
    const along = axis === 'x' ? 1 : 0;
    return Math.max(0, Math.floor((size - kernel[along]) / stride[along]) + 1);
  },

  stride: ({ stride }) => stride[1],

  apply: pool,
};

/** The pool with a window of so many rows. */
export function withRows(layer: MaxPool, rows: number): MaxPool {
  const kernel = [rows, layer.kernel[1]] as const;
  const changed = { ...layer, kernel, stride: layer.hasStride ? layer.stride : kernel };
  return { ...changed, token: maxPool.print(changed) };
}

export function pool(layer: MaxPool, features: Features, context: BuildContext): Features {
  const [, , height] = sizes(features.image);
  if (height < layer.kernel[0]) throw context.fault(layer, `the window must fit the height, which is ${height} here`);
  return {
    image: maxPool2d(features.image, layer),
    lengths: windowLengths(features.lengths, layer.kernel[1], layer.stride[1]),
    // A window that holds only padding holds only zeros; one that holds both is not counted as valid.
    clean: features.clean && layer.kernel[1] <= layer.stride[1],
  };
}
