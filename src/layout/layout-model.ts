/** What a file of a layout model says of itself. */
import { z } from 'zod';
import { readOnnx } from '../graph/index.js';
import { ModelError } from '../model/index.js';
import { LayoutNetwork, type LayoutSpec } from '../network/index.js';

/** The property that has the metadata of every model of ductus. */
const metadataKey = 'ductus';

const schema = z.object({
  kind: z.literal('layout'),
  layout: z.object({
    spec: z.object({
      // Each halves the image; more would only be padding.
      channels: z.array(z.number().max(4096)).max(8),
      reach: z.number(),
      regionTypes: z.array(z.string()),
    }),
    /** Pixels from the baseline to the tops of letters, in the images that it was trained on. */
    ascender: z.number().positive(),
  }),
});

export interface LayoutModel {
  readonly spec: LayoutSpec;
  readonly ascender: number;
  /** Heights and widths of images must be multiples of it. */
  readonly multiple: number;
}

/** @throws ModelError that names the path where the bytes are no model of page layout */
export function readLayoutModel(bytes: Uint8Array, path: string): LayoutModel {
  try {
    const { metadata } = readOnnx(bytes);
    const { layout } = schema.parse(JSON.parse(metadata.get(metadataKey) ?? 'null'));
    return { ...layout, multiple: new LayoutNetwork(layout.spec).multiple };
  } catch (cause) {
    throw new ModelError(`${path}: not a model that finds the lines of pages, as ductus writes them`, {
      code: 'model/foreign',
      details: { path },
      cause,
    });
  }
}
