/**
 * What a model file says of itself, as JSON in one metadata property. Its `kind` says what the model reads; files of text
 * lines, the first kind, have none.
 */
import { z } from 'zod';
import { binarizations } from '../image/index.js';
import { dashRules, directions, quoteRules, unicodeForms, whitespaceRules } from '../text/index.js';
import { metadataProblem } from './metadata-problem.js';
import { damaged, foreign, ModelError, nextStep } from './model-error.js';
import { withoutPlaces } from './without-places.js';

/** The property that has the metadata. */
export const metadataKey = 'ductus';

/** Raised when the metadata changes so that older programs can't read it. */
export const formatVersion = 1;

/** Temperatures of the confidences (src/recognition/confidence.ts), above 0; 1 changes nothing, above 1 is less sure. */
export const calibrationSchema = z.object({ character: z.number().positive(), word: z.number().positive() });

/** Changes no confidence. */
export const uncalibrated: z.infer<typeof calibrationSchema> = { character: 1, word: 1 };

/** What a model of any kind says. The order of the properties is that of files, and of what is printed. */
const format = { formatVersion: z.literal(formatVersion) };
const account = { provenance: z.record(z.string(), z.unknown()), metrics: z.record(z.string(), z.unknown()) };
const file = {
  /** int8 models read only: their weights are rounded. float16 ones are stored so, and are float32 ones once they are read. */
  precision: z.enum(['float32', 'float16', 'int8']).default('float32'),
  /** Whether the file ends with its checksum (seal.ts); files of before have none. */
  checksum: z.literal('sha256').optional(),
};

const lineSchema = z.object({
  /** Left out of files, so that programs from before there were kinds read them. */
  kind: z.literal('lines').optional(),
  ...format,
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

const layoutSchema = z.object({
  kind: z.literal('layout'),
  ...format,
  layout: z.object({
    /** What the network is made of (`LayoutSpec` in src/network). */
    spec: z.strictObject({
      // Each halves the image; more would only be padding.
      channels: z.array(z.number().max(4096)).max(8),
      reach: z.number(),
      regionTypes: z.array(z.string()),
    }),
    /** Pixels of the network's image that ascenders have where it reads best. */
    ascender: z.number().positive(),
    /** What its outputs are, in their order: probabilities, and log₂ of pixels. */
    maps: z.array(z.string()),
    heights: z.array(z.string()),
  }),
  ...account,
  /** The validations of the run that it comes from; `score` is 1 − F of the baselines. */
  history: z.array(z.object({ step: z.number(), epoch: z.number(), loss: z.number(), score: z.number() })).default([]),
  ...file,
});

/** The kinds of models, each with what its files say. */
interface MetadataKinds {
  readonly lines: z.infer<typeof lineSchema>;
  readonly layout: z.infer<typeof layoutSchema>;
}

export type ModelKind = keyof MetadataKinds;
export type MetadataOf<K extends ModelKind> = MetadataKinds[K];

const schemas: { readonly [K in ModelKind]: z.ZodType<MetadataOf<K>> } = { lines: lineSchema, layout: layoutSchema };

/** What a model that reads text lines says of itself. */
export type LineMetadata = MetadataOf<'lines'>;
/** What a model that finds the lines of pages says of itself. */
export type LayoutMetadata = MetadataOf<'layout'>;
/** What a model file says of itself, by its `kind`; without one it reads lines. */
export type ModelMetadata = MetadataOf<ModelKind>;

/** What a model of each kind does, and the command that writes such. */
const does: Readonly<Record<ModelKind, { readonly what: string; readonly command: string }>> = {
  lines: { what: 'reads text lines', command: 'ductus train' },
  layout: { what: 'finds the lines of pages', command: 'ductus train-layout' },
};

/** As the property's text, without the folders of this machine. */
export function metadataText(metadata: ModelMetadata): string {
  const kind = metadata.kind === 'layout' ? metadata.kind : undefined;
  return JSON.stringify({ ...metadata, kind, provenance: withoutPlaces(metadata.provenance) });
}

/**
 * @param json the property's text
 * @param wanted the kind of model that is asked for
 * @throws ModelError that names the path, also for a model of another kind
 */
export function readMetadata<K extends ModelKind>(json: string, path: string, wanted: K): MetadataOf<K> {
  const content = parseJson(json, path);
  // What has no kind is one of lines; what is no record at all is damaged.
  const said: Readonly<Record<string, unknown>> = isRecord(content) ? content : { kind: wanted };
  const { kind = 'lines', formatVersion: format } = said;
  const isNewer = typeof format === 'number' && format > formatVersion;
  if (typeof kind === 'string' && kind !== wanted && !isNewer) throw otherKind(path, kind, wanted);
  const parsed = schemas[wanted].safeParse(content);
  if (!parsed.success) {
    throw new ModelError(`${path}: ${metadataProblem(content, formatVersion, parsed.error.issues)}`, foreign);
  }
  return parsed.data;
}

function otherKind(path: string, kind: string, wanted: ModelKind): ModelError {
  const { what, command } = does[wanted];
  return new ModelError(
    `${path}: a model of the kind "${kind}", and here one is needed that ${what}. Give such a model, as \`${command}\` writes them`,
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
