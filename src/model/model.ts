/** A model: network, alphabet, weights and where they came from, to and from one .onnx file. */
import { z } from 'zod';
import { readOnnx } from '../graph/index.js';
import { Network } from '../network/index.js';
import { Alphabet, unicodeForms } from '../text/index.js';

/** Raised when the metadata changes so that older programs can't read it. */
export const formatVersion = 1;

const metadataSchema = z.object({
  formatVersion: z.literal(formatVersion),
  spec: z.string(),
  alphabet: z.array(z.string()),
  normalisation: z.enum(unicodeForms),
  /** What was done to the image: names of fixed procedures, so that a later one can differ. */
  preprocessing: z.literal('percentile-contrast'),
  provenance: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.unknown()),
});

export type ModelMetadata = z.infer<typeof metadataSchema>;

export interface Model {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly metadata: ModelMetadata;
}

/** A file that is not a ductus model, or of another version. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

export interface NewModel {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly normalisation: ModelMetadata['normalisation'];
  readonly provenance: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
}

const metadataKey = 'ductus';

/** @returns the bytes of an .onnx file of standard operators, weights and metadata inside */
export function writeModel(model: NewModel): Uint8Array {
  const metadata: ModelMetadata = {
    formatVersion,
    spec: model.network.spec,
    alphabet: [...model.alphabet.characters],
    normalisation: model.normalisation,
    preprocessing: 'percentile-contrast',
    provenance: { ...model.provenance },
    metrics: { ...model.metrics },
  };
  return model.network.inferenceGraph(model.weights, { [metadataKey]: JSON.stringify(metadata) });
}

/** @throws ModelError */
export function readModel(bytes: Uint8Array, path = 'model'): Model {
  const metadata = readMetadata(bytes, path);
  const alphabet = new Alphabet(metadata.parsed.alphabet);
  const network = new Network(metadata.parsed.spec, alphabet.classes);
  const weights = new Map<string, Float32Array>();
  for (const { name, size } of network.parameters) {
    const stored = metadata.weights.get(name);
    if (stored?.data.length !== size) {
      throw new ModelError(`${path}: weight ${name} must have ${size} values, got ${stored?.data.length ?? 'none'}`);
    }
    weights.set(name, stored.data);
  }
  return { network, alphabet, weights, metadata: metadata.parsed };
}

function readMetadata(bytes: Uint8Array, path: string) {
  let contents: ReturnType<typeof readOnnx>;
  try {
    contents = readOnnx(bytes);
  } catch (cause) {
    throw new ModelError(`${path}: not an ONNX file. Give a model that ductus train wrote`, { cause });
  }
  const json = contents.metadata.get(metadataKey);
  if (json === undefined) {
    throw new ModelError(`${path}: an ONNX file, but not a ductus model (it has no "${metadataKey}" metadata)`);
  }
  const parsed = metadataSchema.safeParse(JSON.parse(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ModelError(
      `${path}: metadata ${issue?.path.join('.')}: ${issue?.message}. Was it written by a newer ductus?`,
    );
  }
  return { parsed: parsed.data, weights: contents.weights };
}
