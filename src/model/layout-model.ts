/** A model that finds the lines of pages: network, weights and where they came from, to and from one .onnx file. */
import { z } from 'zod';
import { readOnnx } from '../graph/index.js';
import { LayoutNetwork } from '../network/index.js';
import { readContents, weightsOf } from './contents.js';
import { formatVersion, type LayoutMetadata, metadataKey, metadataText } from './metadata.js';
import { damaged, firstLine, ModelError, nextStep, readsOnly } from './model-error.js';
import { sealed } from './seal.js';

export interface LayoutModel {
  readonly network: LayoutNetwork;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly metadata: LayoutMetadata;
}

export interface NewLayoutModel extends Pick<LayoutModel, 'network' | 'weights'> {
  /** Pixels of the network's image that ascenders have where it reads best. */
  readonly ascender: number;
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Default: none. */
  readonly history?: LayoutMetadata['history'];
}

/** @returns the bytes of an .onnx file of standard operators, weights and metadata inside */
export function writeLayoutModel({ network, weights, ascender, ...known }: NewLayoutModel): Uint8Array {
  const { channels, reach, regionTypes } = network.spec;
  const metadata: LayoutMetadata = {
    kind: 'layout',
    formatVersion,
    layout: {
      spec: { channels: [...channels], reach, regionTypes: [...regionTypes] },
      ascender,
      maps: [...network.maps],
      heights: [...network.heights],
    },
    provenance: { ...known.provenance },
    metrics: { ...known.metrics },
    history: known.history ?? [],
    precision: 'float32',
    checksum: 'sha256',
  };
  return sealed(network.inferenceGraph(weights, { [metadataKey]: metadataText(metadata) }));
}

/** The model with its weights stored in 16 bits: a file of half the size that is used like one in float32. */
export function writeFloat16LayoutModel({ network, weights, metadata }: LayoutModel): Uint8Array {
  const account: LayoutMetadata = { ...metadata, precision: 'float16', checksum: 'sha256' };
  return sealed(network.inferenceGraph(weights, { [metadataKey]: metadataText(account) }, 'float16'));
}

/**
 * The model with filters in 8 bits: a file of a quarter of the size, standard operators too, that can't be trained on.
 * @returns the bytes of an .onnx file
 */
export function writeInt8LayoutModel({ network, weights, metadata }: LayoutModel): Uint8Array {
  const account: LayoutMetadata = { ...metadata, precision: 'int8', checksum: 'sha256' };
  return sealed(network.int8Graph(weights, { [metadataKey]: metadataText(account) }));
}

const file = { kind: 'layout', inputs: ['image'], outputs: ['maps', 'heights'] } as const;

/** @throws ModelError that names the path, also for a model that reads lines, and for one in 8 bits */
export function readLayoutModel(bytes: Uint8Array, path = 'model'): LayoutModel {
  const contents = readContents(bytes, path, file);
  const { metadata } = contents;
  if (metadata.precision === 'int8') throw readsOnly(path);
  const network = networkOf(metadata, path);
  return { network, weights: weightsOf(network.parameters, contents, path), metadata };
}

/** The same without the weights: what it takes to run the file's graph. @throws as `readLayoutModel`, but for 8 bits */
export function openLayoutModel(bytes: Uint8Array, path = 'model'): Omit<LayoutModel, 'weights'> {
  const { metadata } = readContents(bytes, path, file);
  return { network: networkOf(metadata, path), metadata };
}

/** Whether a file says that it finds the lines of pages; of what is none of ours it is not told here. */
export function isLayoutModel(bytes: Uint8Array): boolean {
  try {
    const json = readOnnx(bytes).metadata.get(metadataKey);
    return json !== undefined && saysLayout.safeParse(JSON.parse(json)).success;
  } catch {
    return false;
  }
}

const saysLayout = z.object({ kind: z.literal(file.kind) });

function networkOf({ layout: { spec, maps } }: LayoutMetadata, path: string): LayoutNetwork {
  try {
    const network = new LayoutNetwork(spec);
    if (network.maps.join() !== maps.join()) throw new Error(`its maps must be ${network.maps.join(', ')}`);
    return network;
  } catch (cause) {
    throw new ModelError(`${path}: the model's account of itself is damaged (${firstLine(cause)}): ${nextStep}`, {
      ...damaged,
      cause,
    });
  }
}
