/** The pages that a run learns from and is validated on: found in files, and split. */
import { openPages } from '../dataset/node.js';
import type { Skipped } from '../formats/index.js';
import { type LayoutSample, layoutSample } from '../layout/index.js';
import { divide } from './divide.js';
import { noneUsable } from './prepared.js';
import type { PreparedPages } from './prepared-pages.js';

const words = {
  sample: 'page',
  oneDocument:
    'no document can be kept out (the names tell of one, or each has too much of all), so validation pages may have the hand of training pages: other pages will be found less well. Name documents by `groupBy`, or give `val`',
} as const;

interface PreparePagesOptions {
  readonly data: readonly string[];
  readonly val?: readonly string[] | undefined;
  readonly groupBy?: string | undefined;
  readonly seed: number;
}

/** @throws TrainingError when there is no page that can be used */
export async function preparePages({ data, val, groupBy, seed }: PreparePagesOptions): Promise<PreparedPages> {
  const pattern = groupBy === undefined ? {} : { groupBy: new RegExp(groupBy, 'u') };
  const all = await samplesIn(data, pattern);
  const named = val && (await samplesIn(val, pattern));
  const skipped = [...all.skipped, ...(named?.skipped ?? [])];
  if (all.samples.length === 0) throw noUsablePage(data, skipped);
  if (named && named.samples.length === 0) throw noUsablePage(val ?? [], named.skipped);
  const divided = divide(all.samples, named && { samples: named.samples, as: val ?? [] }, seed, words);
  return { ...divided, warnings: [...all.warnings, ...(named?.warnings ?? []), ...divided.warnings], skipped };
}

async function samplesIn(data: readonly string[], pattern: { readonly groupBy?: RegExp }) {
  const { pages, skipped, warnings } = await openPages(data, pattern);
  const samples: LayoutSample[] = [];
  const unusable: Skipped[] = [];
  for (const page of pages) {
    const sample = layoutSample(page);
    if ('reason' in sample) unusable.push(sample);
    else samples.push(sample);
  }
  return { samples, skipped: [...skipped, ...unusable], warnings };
}

function noUsablePage(data: readonly string[], skipped: readonly Skipped[]) {
  const what = 'no usable page. A page is an image with its PAGE or ALTO file, in which lines have baselines';
  return noneUsable(data, what, skipped);
}
