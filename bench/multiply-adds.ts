/** Multiply-adds of a network, counted from its specification: what turns times into GFLOPS. */
import { parseVgsl } from '../src/graph-entry.js';
import { known } from '../src/known.js';

type Layer = ReturnType<typeof parseVgsl>['layers'][number];

interface Extent {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly macs: number;
}

/** Multiply-adds of the forward pass of one line of so many pixels; elementwise work is not counted. */
export function multiplyAdds(spec: string, classes: number, width: number): number {
  const { height, layers } = parseVgsl(spec);
  const last = layers.reduce(step, { channels: 1, height, width, macs: 0 });
  return last.macs + last.width * last.channels * classes;
}

/** Of one unit at one frame: what a cell multiplies of its input and of its state. */
function productsOf(cell: 'lstm' | 'gru' | 'sru', inputs: number, size: number): number {
  if (cell === 'sru') return 4 * inputs;
  return (cell === 'lstm' ? 4 : 3) * (inputs + size);
}

function step(at: Extent, layer: Layer): Extent {
  switch (layer.kind) {
    case 'conv': {
      const [height, width] = [Math.ceil(at.height / layer.stride[0]), Math.ceil(at.width / layer.stride[1])];
      const each = at.channels * layer.kernel[0] * layer.kernel[1] * layer.channels;
      return { channels: layer.channels, height, width, macs: at.macs + height * width * each };
    }
    case 'maxPool': {
      const windows = (size: number, axis: 0 | 1) => Math.floor((size - layer.kernel[axis]) / layer.stride[axis]) + 1;
      return { ...at, height: windows(at.height, 0), width: windows(at.width, 1) };
    }
    case 'foldHeight':
      return { ...at, channels: at.channels * at.height, height: 1 };
    case 'recurrent': {
      const directions = layer.direction === 'bidirectional' ? 2 : 1;
      const each = directions * layer.size * productsOf(layer.cell, at.channels, layer.size);
      return { ...at, channels: directions * layer.size, macs: at.macs + at.height * at.width * each };
    }
    case 'series':
      return layer.layers.reduce(step, at);
    case 'parallel': {
      const branches = layer.layers.map((branch) => step({ ...at, macs: 0 }, branch));
      const sum = (of: (branch: Extent) => number) => branches.reduce((n, branch) => n + of(branch), 0);
      return {
        ...known(branches[0], 'a branch'),
        channels: sum((b) => b.channels),
        macs: at.macs + sum((b) => b.macs),
      };
    }
    default:
      return at;
  }
}
