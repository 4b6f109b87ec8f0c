/**
 * The recurrences, `Lbx128`: a cell (L, G or S), a direction (forward, reverse or both), along the width or the height,
 * `s` where only the last step of each direction is kept, and the units.
 */
import {
  add,
  type Dimension,
  type Direction,
  directionCount,
  expand,
  integers,
  reshape,
  scalar,
  scaled,
  sub,
  transpose,
} from '../../graph/index.js';
import { known } from '../../known.js';
import { type Features, sizes, toImage, toSequence } from '../features.js';
import type { Run } from './cells/cell.js';
import { gru } from './cells/gru.js';
import { lstm } from './cells/lstm.js';
import { sru } from './cells/sru.js';
import { type Axis, type BuildContext, type LayerKind, named, namePattern, type Placed, printedName } from './layer.js';

const cells = { lstm, gru, sru } as const;
type CellName = keyof typeof cells;

export interface Recurrent extends Placed {
  readonly kind: 'recurrent';
  readonly name?: string;
  readonly cell: CellName;
  readonly direction: Direction;
  readonly axis: Axis;
  readonly summarise: boolean;
  readonly size: number;
}

const cellNames = Object.keys(cells) as readonly CellName[];
const directions = new Map<string, Direction>([
  ['f', 'forward'],
  ['r', 'reverse'],
  ['b', 'bidirectional'],
]);
const letters = Object.values(cells).map(({ letter }) => letter);
const pattern = new RegExp(`^([${letters.join('')}])([frb])([xy])(s?)${namePattern}(\\d+)$`);

export const recurrent: LayerKind<Recurrent> = {
  kind: 'recurrent',
  signs: letters,

  parse(token, fault) {
    const match = pattern.exec(token);
    if (!match) return undefined;
    const [, letter, way = '', axis, summary, label, units] = match;
    if (Number(units) < 1) throw fault('a recurrent layer needs 1 unit or more');
    return {
      kind: 'recurrent',
      ...named(label),
      cell: known(
        cellNames.find((cell) => cells[cell].letter === letter),
        `a cell ${letter}`,
      ),
      direction: known(directions.get(way), `a direction ${way}`),
      axis: axis === 'y' ? 'y' : 'x',
      summarise: summary === 's',
      size: Number(units),
    };
  },

  print(layer) {
    const way = [...directions].find(([, direction]) => direction === layer.direction)?.[0];
    const { letter } = cells[layer.cell];
    return `${letter}${way}${layer.axis}${layer.summarise ? 's' : ''}${printedName(layer)}${layer.size}`;
  },

  sizeAfter: (layer, size, axis) => (layer.axis === axis && layer.summarise ? 1 : size),

  apply(layer, features, context) {
    const [, inputs] = sizes(features.image);
    const run = cellOf(layer, inputs, context);
    return layer.axis === 'x' ? alongWidth(layer, features, run) : alongHeight(layer, features, run);
  },
};

function cellOf(layer: Recurrent, inputs: number, context: BuildContext): Run {
  const name = context.nameOf(layer, layer.cell);
  const size = { units: layer.size, inputs, directions: directionCount(layer.direction) };
  return cells[layer.cell].build(
    size,
    (what, shape, how) => context.weight(`${name}.${what}`, shape, how, { role: 'recurrent' }),
    context.mode,
    context.int8,
  );
}

function alongWidth(layer: Recurrent, features: Features, run: Run): Features {
  const [batch, channels, height, width] = sizes(features.image);
  const options = { direction: layer.direction, summarise: layer.summarise };
  if (height === 1) {
    const out = run(toSequence(features.image), { ...options, lengths: features.lengths });
    return summarised(layer, { ...features, image: toImage(out, features.image), clean: false });
  }
  const rows = reshape(transpose(features.image, [3, 0, 2, 1]), [width, scaled(batch, height), channels], []);
  const lengths = reshape(expand(reshape(features.lengths, [batch, 1]), [batch, height], []), [scaled(batch, height)]);
  const out = run(rows, { ...options, lengths });
  const [steps, , outputs] = out.shape as [Dimension, Dimension, number];
  const image = transpose(reshape(out, [steps, batch, height, outputs], [features.image]), [1, 3, 2, 0]);
  return summarised(layer, { ...features, image, clean: false });
}

function summarised(layer: Recurrent, features: Features): Features {
  if (!layer.summarise) return features;
  const { lengths } = features;
  return { ...features, lengths: add(sub(lengths, lengths), scalar(1, 'int64')) };
}

function alongHeight(layer: Recurrent, features: Features, run: Run): Features {
  const [batch, channels, height, width] = sizes(features.image);
  const merged = `${batch}*${width}`;
  const columns = reshape(transpose(features.image, [2, 0, 3, 1]), [height, merged, channels], []);
  const lengths = expand(integers([height]), [merged], [columns]);
  const out = run(columns, { direction: layer.direction, summarise: layer.summarise, lengths });
  const [steps, , outputs] = out.shape as [number, Dimension, number];
  const image = transpose(reshape(out, [steps, batch, width, outputs], [features.image]), [1, 3, 0, 2]);
  return { ...features, image, clean: false };
}
