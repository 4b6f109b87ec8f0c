/** A model: network, alphabet, weights and where they came from, to and from one .onnx file. */
import { z } from 'zod';
import { DuctusError, type ErrorAbout } from '../error.js';
import { type OnnxContents, readOnnx } from '../graph/index.js';
import { binarizations, type LineInput, type Preprocessing } from '../image/index.js';
import { type Int8, Network } from '../network/index.js';
import {
  Alphabet,
  dashRules,
  directions,
  quoteRules,
  type TextRules,
  unicodeForms,
  whitespaceRules,
} from '../text/index.js';
import { metadataProblem } from './metadata-problem.js';
import { isIntact, sealed, sealKey } from './seal.js';

/** Raised when the metadata changes so that older programs can't read it. */
export const formatVersion = 1;

/** Temperatures of the confidences (src/recognition/confidence.ts), above 0; 1 changes nothing, above 1 is less sure. */
export const calibrationSchema = z.object({ character: z.number().positive(), word: z.number().positive() });

/** Changes no confidence. */
export const uncalibrated: z.infer<typeof calibrationSchema> = { character: 1, word: 1 };

const metadataSchema = z.object({
  formatVersion: z.literal(formatVersion),
  spec: z.string(),
  alphabet: z.array(z.string()),
  /** How texts are written down. */
  text: z.object({
    form: z.enum(unicodeForms),
    whitespace: z.enum(whitespaceRules),
    quotes: z.enum(quoteRules),
    dashes: z.enum(dashRules),
    direction: z.enum(directions),
  }),
  /** What is done to images (`Preprocessing` in src/image). */
  preprocessing: z.strictObject({
    background: z.boolean(),
    rules: z.boolean(),
    deskew: z.boolean(),
    deslant: z.boolean(),
    binarize: z.enum(binarizations),
    padding: z.number(),
  }),
  calibration: calibrationSchema.default(uncalibrated),
  provenance: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.unknown()),
  /** The validations of the run that it comes from, for learning curves. */
  history: z
    .array(
      z.object({
        step: z.number(),
        epoch: z.number(),
        loss: z.number(),
        trainingErrorRate: z.number(),
        validationErrorRate: z.number(),
      }),
    )
    .default([]),
  /** int8 models read only: their weights are rounded. */
  precision: z.enum(['float32', 'int8']).default('float32'),
  /** Whether the file ends with its checksum (seal.ts); files of before have none. */
  checksum: z.literal('sha256').optional(),
});

export type ModelMetadata = z.infer<typeof metadataSchema>;

export interface Model {
  readonly network: Network;
  readonly alphabet: Alphabet;
  /** By name; none in an int8 model. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly metadata: ModelMetadata;
}

/** What the model's network is shown of a line. */
export function inputOf({ network, metadata }: Model): LineInput {
  return { lineHeight: network.height, preprocessing: metadata.preprocessing };
}

/** What a model that comes from this one says of it. */
export function accountOf({ metadata: { provenance, metrics } }: Model): Record<string, unknown> {
  return { ...provenance, metrics };
}

/** A file that is not a ductus model, or of another version. */
export class ModelError extends DuctusError {
  override readonly name = 'ModelError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'model/unusable', ...about });
  }
}

export interface NewModel {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly text: TextRules;
  readonly preprocessing: Preprocessing;
  /** Default: temperatures of 1. */
  readonly calibration?: ModelMetadata['calibration'];
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Default: none. */
  readonly history?: ModelMetadata['history'];
}

const metadataKey = 'ductus';

/** A new model as its file is going to say it. */
export function asModel({ network, alphabet, weights, ...known }: NewModel): Model {
  const metadata: ModelMetadata = {
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
  return sealed(network.inferenceGraph(weights, { [metadataKey]: JSON.stringify(metadata) }));
}

/**
 * The model in 8 bits: a file that reads faster and can't be trained on.
 * @param ranges what the convolutions saw on calibration lines
 * @returns the bytes of an .onnx file that uses operators of ONNX Runtime (com.microsoft)
 */
export function writeInt8Model({ network, weights, metadata }: Model, ranges: Int8['ranges']): Uint8Array {
  const own: ModelMetadata = { ...metadata, precision: 'int8', checksum: 'sha256' };
  return sealed(network.int8Graph({ weights, ranges }, { [metadataKey]: JSON.stringify(own) }));
}

/** @throws ModelError that names the path */
export function readModel(bytes: Uint8Array, path = 'model'): Model {
  const { metadata, weights: stored } = readContents(bytes, path);
  const { alphabet, network } = described(metadata, path);
  const weights = new Map<string, Float32Array>();
  if (metadata.precision === 'int8') return { network, alphabet, weights, metadata };
  for (const { name, size } of network.readingParameters) {
    const found = stored.get(name);
    if (found?.data.length !== size) {
      throw new ModelError(
        `${path}: weight ${name} must have ${size} values, got ${found?.data.length ?? 'none'}`,
        damaged,
      );
    }
    weights.set(name, found.data);
  }
  return { network, alphabet, weights, metadata };
}

const damaged = { code: 'model/damaged' } as const;
const foreign = { code: 'model/foreign' } as const;

/** What to do with a file that can't be used. */
const nextStep = 'get the file anew, from where it was copied or from the folder of its run (best.onnx)';

/** The network and the alphabet that the metadata speak of. */
function described({ alphabet: characters, spec }: ModelMetadata, path: string): Pick<Model, 'alphabet' | 'network'> {
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
  if (model.metadata.precision === 'int8') {
    throw new ModelError(`${path}: an int8 model only reads. Give the float32 model that it was made from`, {
      code: 'model/precision',
    });
  }
  return model;
}

function readContents(bytes: Uint8Array, path: string) {
  let contents: OnnxContents;
  try {
    contents = readOnnx(bytes);
  } catch (cause) {
    throw new ModelError(
      `${path}: not an ONNX file that can be read (${firstLine(cause)}). Give a model that ductus train wrote`,
      {
        ...foreign,
        cause,
      },
    );
  }
  const json = contents.metadata.get(metadataKey);
  if (json === undefined) {
    throw new ModelError(
      `${path}: an ONNX file, but not a ductus model (it has no "${metadataKey}" metadata)`,
      foreign,
    );
  }
  const isSealed = contents.metadata.has(sealKey);
  if (isSealed && !isIntact(bytes)) throw wrongChecksum(path);
  const metadata = parsedMetadata(json, path);
  if (metadata.checksum !== undefined && !isSealed) throw wrongChecksum(path);
  const missing = [
    ...['image', 'widths'].filter((name) => !contents.inputs.includes(name)),
    ...['logProbs', 'lengths'].filter((name) => !contents.outputs.includes(name)),
  ];
  if (missing.length > 0) throw new ModelError(`${path}: its graph has no ${missing.join(', ')}: ${nextStep}`, damaged);
  return { metadata, weights: contents.weights };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] as string;
}

function wrongChecksum(path: string): ModelError {
  return new ModelError(
    `${path}: its checksum differs: the file is damaged, or another program changed it. If it is damaged: ${nextStep}`,
    damaged,
  );
}

function parsedMetadata(json: string, path: string): ModelMetadata {
  const account = parseJson(json, path);
  const parsed = metadataSchema.safeParse(account);
  if (parsed.success) return parsed.data;
  throw new ModelError(`${path}: ${metadataProblem(account, formatVersion, parsed.error.issues)}`, foreign);
}

function parseJson(json: string, path: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ModelError(`${path}: the file is damaged (its "${metadataKey}" metadata are no JSON): ${nextStep}`, {
      ...damaged,
      cause,
    });
  }
}
