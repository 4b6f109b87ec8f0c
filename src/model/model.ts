/** A model of text lines: network, alphabet, weights and where they came from, to and from one .onnx file. */
import { DuctusError } from '../error.js';
import type { LineInput, Preprocessing } from '../image/index.js';
import { type Int8, Network } from '../network/index.js';
import { Alphabet, type TextRules } from '../text/index.js';
import { readContents, weightsOf } from './contents.js';
import { formatVersion, type LineMetadata, metadataKey, metadataText, uncalibrated } from './metadata.js';
import { damaged, firstLine, ModelError, nextStep, readsOnly } from './model-error.js';
import { sealed } from './seal.js';

export interface Model {
  readonly network: Network;
  readonly alphabet: Alphabet;
  /** By name; none in an int8 model. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly metadata: LineMetadata;
}

/** What the model's network is shown of a line. */
export function inputOf({ network, metadata }: Model): LineInput {
  return { lineHeight: network.height, preprocessing: metadata.preprocessing };
}

/** What a model that comes from this one says of it. */
export function accountOf({ metadata: { provenance, metrics } }: Model): Record<string, unknown> {
  return { ...provenance, metrics };
}

export interface NewModel {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly text: TextRules;
  readonly preprocessing: Preprocessing;
  /** Default: temperatures of 1. */
  readonly calibration?: LineMetadata['calibration'];
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Default: none. */
  readonly history?: LineMetadata['history'];
}

/** A new model as its file is going to say it. */
export function asModel({ network, alphabet, weights, ...known }: NewModel): Model {
  const metadata: LineMetadata = {
    formatVersion,
    spec: network.spec,
    alphabet: [...alphabet.characters],
    text: { ...known.text },
    preprocessing: { ...known.preprocessing },
    calibration: known.calibration ?? uncalibrated,
    provenance: { ...known.provenance },
    metrics: { ...known.metrics },
    history: known.history ?? [],
    precision: 'float32',
    checksum: 'sha256',
  };
  return { network, alphabet, weights, metadata };
}

/** @returns the bytes of an .onnx file of standard operators, weights and metadata inside */
export function writeModel(model: NewModel): Uint8Array {
  const { network, weights, metadata } = asModel(model);
  return sealed(network.inferenceGraph(weights, { [metadataKey]: metadataText(metadata) }));
}

/**
 * The model with its weights stored in 16 bits: a file of half the size, of standard operators, that reads and is trained on like
 * one in float32.
 */
export function writeFloat16Model({ network, weights, metadata }: Model): Uint8Array {
  const account: LineMetadata = { ...metadata, precision: 'float16', checksum: 'sha256' };
  return sealed(network.inferenceGraph(weights, { [metadataKey]: metadataText(account) }, 'float16'));
}

/**
 * The model in 8 bits: a file that reads faster and can't be trained on.
 * @param ranges what the convolutions saw on calibration lines
 * @returns the bytes of an .onnx file that uses operators of ONNX Runtime (com.microsoft)
 */
export function writeInt8Model({ network, weights, metadata }: Model, ranges: Int8['ranges']): Uint8Array {
  const account: LineMetadata = { ...metadata, precision: 'int8', checksum: 'sha256' };
  return sealed(network.int8Graph({ weights, ranges }, { [metadataKey]: metadataText(account) }));
}

const lineFile = { kind: 'lines', inputs: ['image', 'widths'], outputs: ['logProbs', 'lengths'] } as const;

/** @throws ModelError that names the path */
export function readModel(bytes: Uint8Array, path = 'model'): Model {
  const contents = readContents(bytes, path, lineFile);
  const { metadata } = contents;
  const { alphabet, network } = described(metadata, path);
  if (metadata.precision === 'int8') return { network, alphabet, weights: new Map(), metadata };
  return { network, alphabet, weights: weightsOf(network.readingParameters, contents, path), metadata };
}

/** The network and the alphabet that the metadata speak of. */
function described({ alphabet: characters, spec }: LineMetadata, path: string): Pick<Model, 'alphabet' | 'network'> {
  try {
    const alphabet = new Alphabet(characters);
    return { alphabet, network: new Network(spec, alphabet.classes) };
  } catch (cause) {
    throw new ModelError(`${path}: the model's account of itself is damaged (${firstLine(cause)}): ${nextStep}`, {
      ...damaged,
      cause,
    });
  }
}

/**
 * What work that ONNX Runtime does with a model comes to.
 * @throws ModelError with the path where the runtime refuses it: a damaged model has only then been looked at whole
 */
export async function withRuntime<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    // That there is no runtime is not the model's fault.
    if (cause instanceof DuctusError) throw cause;
    throw new ModelError(
      `${path}: ONNX Runtime can't use the model (${firstLine(cause)}). If it is damaged: ${nextStep}`,
      {
        ...damaged,
        cause,
      },
    );
  }
}

/** A model to train on from. @throws ModelError also for an int8 model */
export function readTrainableModel(bytes: Uint8Array, path: string): Model {
  const model = readModel(bytes, path);
  if (model.metadata.precision === 'int8') throw readsOnly(path);
  return model;
}
