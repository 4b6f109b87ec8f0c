/** What is in a model's file, whatever its kind: metadata and weights, checked as far as the kind allows. */
import { type OnnxContents, readOnnx } from '../graph/index.js';
import type { ParameterInfo } from '../network/index.js';
import { type MetadataOf, type ModelKind, metadataKey, readMetadata } from './metadata.js';
import { damaged, firstLine, foreign, ModelError, nextStep } from './model-error.js';
import { isIntact, sealKey } from './seal.js';

/** A kind of model, and what its graph must have. */
interface FileKind<K extends ModelKind> {
  readonly kind: K;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

interface ModelContents<K extends ModelKind> {
  readonly metadata: MetadataOf<K>;
  readonly weights: OnnxContents['weights'];
}

/** @throws ModelError that names the path, also for a model of another kind */
export function readContents<K extends ModelKind>(
  bytes: Uint8Array,
  path: string,
  file: FileKind<K>,
): ModelContents<K> {
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
  const metadata = readMetadata(json, path, file.kind);
  if (metadata.checksum !== undefined && !isSealed) throw wrongChecksum(path);
  const missing = [
    ...file.inputs.filter((name) => !contents.inputs.includes(name)),
    ...file.outputs.filter((name) => !contents.outputs.includes(name)),
  ];
  if (missing.length > 0) throw new ModelError(`${path}: its graph has no ${missing.join(', ')}: ${nextStep}`, damaged);
  return { metadata, weights: contents.weights };
}

/** The weights of a network by name. @throws ModelError where one is missing or of another size */
export function weightsOf(
  parameters: readonly ParameterInfo[],
  { weights: stored }: Pick<ModelContents<ModelKind>, 'weights'>,
  path: string,
): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const { name, size } of parameters) {
    const values = stored.get(name)?.data;
    if (values?.length !== size) {
      throw new ModelError(
        `${path}: weight ${name} must have ${size} values, got ${values?.length ?? 'none'}`,
        damaged,
      );
    }
    weights.set(name, values);
  }
  return weights;
}

function wrongChecksum(path: string): ModelError {
  return new ModelError(
    `${path}: its checksum differs: the file is damaged, or another program changed it. If it is damaged: ${nextStep}`,
    damaged,
  );
}
