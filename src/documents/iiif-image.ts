/** Which size of an image to ask a IIIF image service for (Image API 2 and 3, iiif.io/api/image). */
import { z } from 'zod';

const limits = z.object({
  maxWidth: z.number().positive().optional(),
  maxHeight: z.number().positive().optional(),
  maxArea: z.number().positive().optional(),
});
const schema = limits.extend({
  width: z.number().positive(),
  height: z.number().positive(),
  // Version 2 has limits in one of the profiles.
  profile: z.union([z.string(), z.array(z.unknown())]).optional(),
});

/** As large as a page that is drawn. */
const mostPixels = 25_000_000;
/** Of a larger image: enough for a page of handwriting. */
const reducedSide = 2500;

/**
 * What to put in the place of the size, the first that the server takes: all of the image, unless it is larger than 25
 * million pixels.
 * @param info of info.json
 * @returns `undefined` where that is no description of an image
 */
export function sizesToAsk(info: unknown): readonly string[] | undefined {
  const parsed = schema.safeParse(info);
  if (!parsed.success) return undefined;
  const { width, height, profile } = parsed.data;
  // The word of version 3 and 2.1, and of 2.0.
  const whole = ['max', 'full'];
  if (width * height <= mostPixels) return whole;
  const inProfile = Array.isArray(profile) ? profile.map((part) => limits.safeParse(part).data ?? {}) : [];
  const limit = (name: keyof z.infer<typeof limits>) => [parsed.data, ...inProfile].find((of) => of[name])?.[name];
  const [maxWidth, maxArea] = [limit('maxWidth'), limit('maxArea')];
  const maxHeight = limit('maxHeight') ?? maxWidth;
  const scale = Math.min(
    Math.min(reducedSide, maxWidth ?? reducedSide) / width,
    Math.min(reducedSide, maxHeight ?? reducedSide) / height,
    Math.sqrt((maxArea ?? Number.POSITIVE_INFINITY) / (width * height)),
  );
  const side = (length: number) => Math.max(1, Math.floor(length * scale));
  if (scale >= 1) return whole;
  // Within a square where the server has no limits, as others ask too: it may have that in its cache.
  const isFree = [maxWidth, maxHeight, maxArea].every((limited) => limited === undefined);
  const reduced = isFree ? `!${reducedSide},${reducedSide}` : `!${side(width)},${side(height)}`;
  return [reduced, ...whole];
}
