/** The kinds of layers. A new one is a file beside this and a line in a list here. */
import { known } from '../../known.js';
import type { Features } from '../features.js';
import { auxiliary } from './auxiliary.js';
import { batchNorm } from './batch-norm.js';
import { conv } from './conv.js';
import { dropout } from './dropout.js';
import { foldHeight } from './fold-height.js';
import { groupNorm } from './group-norm.js';
import { identity } from './identity.js';
import type { Axis, BlockKind, BuildContext, LayerKind } from './layer.js';
import { maxPool } from './max-pool.js';
import { type Parallel, parallel } from './parallel.js';
import { recurrent } from './recurrent.js';
import { type Series, series } from './series.js';

const layerTable = [conv, maxPool, dropout, foldHeight, groupNorm, batchNorm, recurrent, identity, auxiliary] as const;

type InTable<K> = K extends LayerKind<infer L> ? L : never;

type SimpleLayer = InTable<(typeof layerTable)[number]>;
type BlockLayer = Series<Layer> | Parallel<Layer>;
export type Layer = SimpleLayer | Series<Layer> | Parallel<Layer>;

/** In the order in which messages name them. */
export const layerKinds: readonly LayerKind<SimpleLayer>[] = layerTable;
export const blockKinds: readonly BlockKind<BlockLayer['kind']>[] = [series, parallel];

const byKind = new Map(layerKinds.map((kind) => [kind.kind, kind]));
const blocksByKind = new Map(blockKinds.map((kind) => [kind.kind, kind]));

function isBlock(layer: Layer): layer is BlockLayer {
  return 'layers' in layer;
}

function kindOf(layer: SimpleLayer): LayerKind<SimpleLayer> {
  return known(byKind.get(layer.kind), `the layer ${layer.kind}`);
}

function blockOf(layer: BlockLayer): BlockKind<BlockLayer['kind']> {
  return known(blocksByKind.get(layer.kind), `the block ${layer.kind}`);
}

/** What layers make of features, one after the other. */
export function applySeries([layer, ...rest]: readonly Layer[], features: Features, context: BuildContext): Features {
  if (!layer) return features;
  if (isBlock(layer)) return applySeries(rest, applyBlock(layer, features, context), context);
  const kind = kindOf(layer);
  const [next, ...others] = rest;
  const both = next && kind.applyWith?.(layer, next, features, context);
  return both ? applySeries(others, both, context) : applySeries(rest, kind.apply(layer, features, context), context);
}

function applyBlock(block: BlockLayer, features: Features, context: BuildContext): Features {
  const run = (layers: readonly Layer[], from: Features) => applySeries(layers, from, context);
  return blockOf(block).apply(block, features, context, run);
}

/** Columns, or rows, that layers leave of so many; 0 where a window doesn't fit. */
export function sizeAfter(layers: readonly Layer[], size: number, axis: Axis): number {
  return layers.reduce((left, layer) => {
    if (isBlock(layer)) return sizeAfter(blockOf(layer).path(layer.layers), left, axis);
    return kindOf(layer).sizeAfter?.(layer, left, axis) ?? left;
  }, size);
}

/** Columns of an image for each that layers leave. */
export function horizontalStride(layers: readonly Layer[]): number {
  return layers.reduce((product, layer) => {
    if (isBlock(layer)) return product * horizontalStride(blockOf(layer).path(layer.layers));
    return product * (kindOf(layer).stride?.(layer) ?? 1);
  }, 1);
}
