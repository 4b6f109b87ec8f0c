/**
 * What a model file says of itself, as JSON in one metadata property. Its `kind` says what the model reads; files of text
 * lines, the first kind, have none.
 */
import { z } from 'zod';
import { binarizations } from '../image/index.js';
import { dashRules, directions, quoteRules, unicodeForms, whitespaceRules } from '../text/index.js';
import { metadataProblem } from './metadata-problem.js';
import { damaged, foreign, ModelError, nextStep } from './model-error.js';

/** The property that has the metadata. */
export const metadataKey = 'ductus';

/** Raised when the metadata changes so that older programs can't read it. */
export const formatVersion = 1;

/** Temperatures of the confidences (src/recognition/confidence.ts), above 0; 1 changes nothing, above 1 is less sure. */
export const calibrationSchema = z.object({ character: z.number().positive(), word: z.number().positive() });

/** Changes no confidence. */
export const uncalibrated: z.infer<typeof calibrationSchema> = { character: 1, word: 1 };

/** What a model of any kind says. The order of the properties is that of files, and of what is printed. */
const network = { formatVersion: z.literal(formatVersion), spec: z.string() };
const account = { provenance: z.record(z.string(), z.unknown()), metrics: z.record(z.string(), z.unknown()) };
const file = {
  /** int8 models read only: their weights are rounded. */
  precision: z.enum(['float32', 'int8']).default('float32'),
  /** Whether the file ends with its checksum (seal.ts); files of before have none. */
  checksum: z.literal('sha256').optional(),
};

const lineSchema = z.object({
  /** Left out of files, so that programs from before there were kinds read them. */
  kind: z.literal('lines').optional(),
  ...network,
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
  ...account,
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
  ...file,
});

/** The kinds of models, each with what its files say. */
const schemas = { lines: lineSchema } as const;

type ModelKind = keyof typeof schemas;
type MetadataOf<K extends ModelKind> = z.infer<(typeof schemas)[K]>;

/** What a model that reads text lines says of itself. */
export type LineMetadata = MetadataOf<'lines'>;
/** What a model file says of itself, by its `kind`; without one it reads lines. */
export type ModelMetadata = MetadataOf<ModelKind>;

const reads: Readonly<Record<ModelKind, string>> = { lines: 'text lines' };

/** As the property's text. */
export function metadataText(metadata: LineMetadata): string {
  return JSON.stringify({ ...metadata, kind: undefined });
}

/**
 * @param json the property's text
 * @param wanted the kind of model that is asked for
 * @throws ModelError that names the path, also for a model of another kind
 */
export function readMetadata<K extends ModelKind>(json: string, path: string, wanted: K): MetadataOf<K> {
  const content = parseJson(json, path);
  const { kind, formatVersion: format } = isRecord(content) ? content : {};
  const isNewer = typeof format === 'number' && format > formatVersion;
  if (typeof kind === 'string' && kind !== wanted && !isNewer) throw otherKind(path, kind, wanted);
  const parsed = schemas[wanted].safeParse(content);
  if (!parsed.success) {
    throw new ModelError(`${path}: ${metadataProblem(content, formatVersion, parsed.error.issues)}`, foreign);
  }
  return parsed.data;
}

function otherKind(path: string, kind: string, wanted: ModelKind): ModelError {
  return new ModelError(
    `${path}: a model of the kind "${kind}", and here one is needed that reads ${reads[wanted]}. Give such a model, as \`ductus train\` writes them`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
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
