/**
 * Manifests of the IIIF Presentation API, versions 2 and 3 (iiif.io/api/presentation): which images a document has. Of a
 * canvas with several images the first is taken, as viewers show it.
 */
import { z } from 'zod';

/** Where the image of a page is on a server: by a service that scales it, or as it is. One of the two at least. */
export interface IiifCanvas {
  /** The address of its IIIF image service. */
  readonly service?: string;
  /** The address of the image itself. */
  readonly image?: string;
}

export interface IiifManifest {
  /** In their order; `undefined` where a canvas has no image. One of them has. */
  readonly canvases: readonly (IiifCanvas | undefined)[];
}

const service = z.object({ id: z.string().optional(), '@id': z.string().optional() });
const services = z.union([z.array(service), service.transform((single) => [single])]);
const picture = z.object({
  id: z.string().optional(),
  '@id': z.string().optional(),
  service: services.optional(),
  // A choice: version 3 has all in a list, version 2 the first apart.
  items: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
});
const annotation = z.object({ body: z.unknown().optional(), resource: z.unknown().optional() });
const second = z.object({
  sequences: z.array(z.object({ canvases: z.array(z.object({ images: z.array(annotation).default([]) })) })).min(1),
});
const third = z.object({
  items: z.array(z.object({ items: z.array(z.object({ items: z.array(annotation).default([]) })).default([]) })),
});

/** What an address may name in the place of a manifest. */
const collection = z.union([
  z.object({ type: z.literal('Collection') }),
  z.object({ '@type': z.literal('sc:Collection') }),
]);

/** @returns the manifest, or what it is not */
export function readManifest(text: string): IiifManifest | { readonly problem: string } {
  const parsed = parsedJson(text);
  if (collection.safeParse(parsed).success) {
    return { problem: 'it is a collection of manifests; give the address of one manifest in it' };
  }
  const annotations = annotationsOf(parsed);
  if (!annotations) return { problem: 'it is no IIIF manifest of version 2 or 3' };
  const canvases = annotations.map((first) => (first ? canvasOf(first.body ?? first.resource) : undefined));
  if (canvases.every((canvas) => canvas === undefined)) return { problem: 'no canvas of the manifest has an image' };
  return { canvases };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** The first annotation of each canvas. */
function annotationsOf(parsed: unknown): readonly (z.infer<typeof annotation> | undefined)[] | undefined {
  const [two, three] = [second.safeParse(parsed), third.safeParse(parsed)];
  if (two.success) return two.data.sequences.at(0)?.canvases.map(({ images }) => images[0]);
  return three.success ? three.data.items.map(({ items }) => items[0]?.items[0]) : undefined;
}

function canvasOf(body: unknown): IiifCanvas | undefined {
  const [first] = Array.isArray(body) ? body : [body];
  const parsed = picture.safeParse(first);
  if (!parsed.success) return undefined;
  const choice = parsed.data.items?.[0] ?? parsed.data.default;
  if (choice !== undefined) return canvasOf(choice);
  const { id, '@id': address = id, service: scaled = [] } = parsed.data;
  const [from] = scaled;
  const scaling = from?.id ?? from?.['@id'];
  if (scaling === undefined && address === undefined) return undefined;
  return {
    ...(scaling === undefined ? {} : { service: scaling.replace(/\/+$/, '') }),
    ...(address === undefined ? {} : { image: address }),
  };
}
