/** Which lines are planned together, so that what their images lie in is read once and fits into memory. */

import { groupLines, keptBytes } from './packed-groups.js';
import type { Sample, SampleImage } from './sample.js';

/**
 * Lines that are planned together: all of them, where they are in files of their own. Of packed data sets as many row
 * groups as fit into memory beside those of the window before and after, so that each group is read once; of pages the
 * lines of one.
 * @param order shuffles the groups
 */
export function planningWindows(
  samples: readonly Sample[],
  order: <T>(groups: readonly T[]) => readonly T[] = (groups) => groups,
): readonly (readonly Sample[])[] {
  if (!samples.some(({ image }) => image.kind === 'packed' || image.kind === 'cut')) return [samples];
  const groups = new Map<string, { readonly samples: Sample[]; readonly bytes: number }>();
  for (const [index, sample] of samples.entries()) {
    const key = groupOf(sample.image, index);
    const group = groups.get(key);
    if (group) group.samples.push(sample);
    else groups.set(key, { samples: [sample], bytes: groupBytes(sample.image) });
  }
  const windows: Sample[][] = [];
  let room = 0;
  for (const group of order([...groups.values()])) {
    if (windows.length === 0 || room < group.bytes) {
      windows.push([]);
      room = keptBytes / 2;
    }
    windows.at(-1)?.push(...group.samples);
    room -= group.bytes;
  }
  return windows;
}

/** @param index of the sample among all: what lies alone goes in groups of neighbours */
function groupOf(image: SampleImage, index: number): string {
  if (image.kind === 'packed') return `${image.file} ${image.group}`;
  return image.kind === 'cut' ? `page ${image.page}` : `files ${Math.floor(index / groupLines)}`;
}

function groupBytes(image: SampleImage): number {
  if (image.kind === 'packed') return image.groupBytes;
  // A page is decoded for its lines, so it stands alone.
  return image.kind === 'cut' ? keptBytes : 0;
}
