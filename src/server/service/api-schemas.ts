/** What requests and answers look like: checked by these, and described by these in the OpenAPI document. */
import { z } from '@hono/zod-openapi';
import { outputFormats } from '../../formats/index.js';
import { hyphenRules } from '../../recognition/index.js';
import { ServiceError } from './service-error.js';

const flag = z
  .enum(['true', 'false'])
  .optional()
  .transform((value) => value === 'true');

export const finding = {
  page: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .openapi({ description: 'The one page that is meant, from 1. Default: all.' }),
  upright: flag.openapi({
    description: 'Also look for lines that are written up or down the page. Takes three times as long.',
  }),
  'right-to-left': flag.openapi({ description: 'Lines and columns are read from right to left.' }),
};

export const recognizeQuery = z.strictObject({
  format: z.enum(outputFormats).optional().openapi({ description: 'Instead of the header Accept.' }),
  shape: z
    .enum(['auto', 'line', 'page'])
    .default('auto')
    .openapi({ description: 'Whether the image is one line or a page. Default: as its shape says.' }),
  ...finding,
});

export const segmentFormats = ['json', 'page', 'alto'] as const;
export const segmentQuery = z.strictObject({ format: z.enum(segmentFormats).optional(), ...finding });

export const alignFormats = ['json', 'txt', 'page', 'alto'] as const;
export const alignQuery = z.strictObject({
  format: z.enum(alignFormats).optional(),
  hyphens: z
    .enum(hyphenRules)
    .default('read')
    .openapi({ description: 'What is put where a word is parted by the end of a line.' }),
  ...finding,
});

const point = z
  .tuple([z.number(), z.number()])
  .openapi({ type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 });
const placed = { polygon: z.array(point).optional(), confidence: z.number().optional() };
const glyph = z.object({ id: z.string().optional(), text: z.string(), ...placed });
const word = glyph.extend({ glyphs: z.array(glyph).optional() });
const line = z.object({
  id: z.string(),
  text: z.string(),
  untranscribed: z.literal(true).optional(),
  ...placed,
  baseline: z.array(point).optional(),
  words: z.array(word).optional(),
});
const region = z.object({ id: z.string(), type: z.string().optional(), ...placed, lines: z.array(line) });
export const pageSchema = z
  .object({ image: z.string(), width: z.number(), height: z.number(), regions: z.array(region) })
  .openapi('Page', { description: 'Regions and lines in reading order, places in pixels of the image.' });

const skipped = z.array(z.object({ name: z.string(), reason: z.string(), detail: z.string().optional() }));

const pageResult = z
  .object({ number: z.number().int(), page: pageSchema, notes: z.array(z.string()), skipped })
  .openapi('PageResult');

export const documentSchema = z
  .object({
    document: z.string(),
    pages: z.array(pageResult),
  })
  .openapi('Document', { description: 'What was read of a document.' });

export const alignedSchema = z
  .object({
    page: pageSchema,
    lines: z.array(z.object({ id: z.string(), read: z.string(), text: z.string().optional(), confidence: z.number() })),
    unmatched: z.array(z.object({ text: z.string(), start: z.number(), end: z.number(), confidence: z.number() })),
    skipped,
    notes: z.array(z.string()),
  })
  .openapi('AlignedPage', { description: 'Lines with the parts of the text that are surely theirs.' });

export const modelsSchema = z
  .object({
    models: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['lines', 'layout']),
        hash: z.string(),
        precision: z.enum(['float32', 'float16', 'int8']).optional(),
        alphabet: z.array(z.string()).optional(),
        metrics: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  })
  .openapi('Models');

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string().openapi({ description: 'Stays when the detail is worded better; docs/errors.md lists them.' }),
    request: z.string(),
  })
  .openapi('Problem');

/**
 * What an address asks for.
 * @throws ServiceError for a parameter that is not known, comes twice, or has another value
 */
export function queryOf<T extends z.ZodObject>(schema: T, url: URL): z.infer<T> {
  const names = Object.keys(schema.shape);
  const values: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (!names.includes(name))
      throw wrong(`there is no parameter ${JSON.stringify(name.slice(0, 60))}; there are ${names.join(', ')}`);
    if (values[name] !== undefined) throw wrong(`the parameter ${name} comes twice`);
    values[name] = value;
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw wrong(`the parameter ${issue?.path.join('.')}: ${issue?.message}`);
}

function wrong(message: string): ServiceError {
  return new ServiceError('service/request', message);
}
