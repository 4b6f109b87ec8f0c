/** A page as JSON: all that `Page` has, under the same names. */
import { z } from 'zod';
import type { Page } from '../page/index.js';

const point = z.tuple([z.number(), z.number()]);
const placed = { polygon: z.array(point).exactOptional(), confidence: z.number().exactOptional() };
const glyph = z.strictObject({ id: z.string().exactOptional(), text: z.string(), ...placed });
const word = glyph.extend({ glyphs: z.array(glyph).exactOptional() });
const line = z.strictObject({
  id: z.string(),
  text: z.string(),
  untranscribed: z.literal(true).exactOptional(),
  ...placed,
  baseline: z.array(point).exactOptional(),
  words: z.array(word).exactOptional(),
});
const region = z.strictObject({ id: z.string(), type: z.string().exactOptional(), ...placed, lines: z.array(line) });
const schema = z.strictObject({
  image: z.string(),
  width: z.number(),
  height: z.number(),
  language: z.string().exactOptional(),
  regions: z.array(region),
});

export function writePageJson(page: Page): string {
  return `${JSON.stringify(page, null, 1)}\n`;
}

/** @throws Error that says what is wrong where */
export function readPageJson(text: string): Page {
  const parsed = schema.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the page's JSON: ${issue?.path.join('.')}: ${issue?.message}`);
}
