/** What is done with files that came: images alone, images with their descriptions, PDFs, TIFFs; in natural order. */
import type { DescribedPage } from 'ductus/web';
import { WorkError } from '../work/client.js';
import type { GatheredFile } from './gather.js';
import { isBesidePages, kindOf } from './kinds.js';
import { type LeftOut, mostBytes, type Reason } from './left-out.js';
import { type FoundDescription, matchDescriptions } from './matching.js';
import { withoutEnding } from './names.js';
import type { BookKind } from './paper-messages.js';

export interface PlannedItem<Kind = 'image' | BookKind> {
  readonly kind: Kind;
  readonly from: GatheredFile;
  /** PDFs have none. */
  readonly description?: GatheredFile | undefined;
}

export interface Plan {
  readonly items: readonly PlannedItem[];
  readonly leftOut: readonly LeftOut[];
  /** Project files: they are opened, not imported. */
  readonly projects: readonly GatheredFile[];
}

export type Describe = (bytes: Uint8Array) => Promise<DescribedPage>;

/** @param files in natural order */
export async function planImport(
  files: readonly GatheredFile[],
  describe: Describe,
  signal?: AbortSignal,
): Promise<Plan> {
  const leftOut: LeftOut[] = [];
  const usable = files.filter(({ path, file }) => {
    const reason = refusal(kindOf(path, file.type), file.size);
    if (reason) leftOut.push({ name: path, reason });
    return !reason;
  });
  const ofKind = (kind: ReturnType<typeof kindOf>) =>
    usable.filter(({ path, file }) => kindOf(path, file.type) === kind);
  const images = [...ofKind('image'), ...ofKind('tiff')];
  const descriptions = await readDescriptions(ofKind('xml'), describe, leftOut, signal);
  const { pairs, alone, again } = matchDescriptions(
    descriptions,
    images.map(({ path }) => path),
  );
  leftOut.push(...alone.map(because('noImage')), ...again.map(because('again')));
  const pdfs = withoutTwins(ofKind('pdf'), images, leftOut);
  const items = [...itemsOf(images, usable, pairs), ...pdfs.map((from) => ({ kind: 'pdf', from }) as const)];
  const order = new Map(files.map(({ path }, index) => [path, index]));
  items.sort((a, b) => (order.get(a.from.path) ?? 0) - (order.get(b.from.path) ?? 0));
  return { items, leftOut, projects: ofKind('project') };
}

function refusal(kind: ReturnType<typeof kindOf>, size: number): Reason | undefined {
  if (kind === 'aside') return undefined;
  if (kind === 'other') return kind;
  if (size === 0) return 'empty';
  // A project has limits of its own.
  return size > mostBytes && kind !== 'project' ? 'tooManyBytes' : undefined;
}

function because(reason: Reason): (name: string) => LeftOut {
  return (name) => ({ name, reason });
}

/** What each says of itself alone, so that hundreds of pages are never in memory together. */
async function readDescriptions(
  files: readonly GatheredFile[],
  describe: Describe,
  leftOut: LeftOut[],
  signal: AbortSignal | undefined,
): Promise<readonly FoundDescription[]> {
  const descriptions: FoundDescription[] = [];
  for (const { path, file } of files) {
    if (signal?.aborted) break;
    const bytes = new Uint8Array(await file.arrayBuffer());
    try {
      const { format, page } = await describe(bytes);
      descriptions.push({ path, format, said: page.image });
    } catch (error) {
      if (!(error instanceof WorkError)) throw error;
      const isOther = error.code === 'xml/other';
      if (isOther && isBesidePages(new TextDecoder().decode(bytes.subarray(0, 10_000)))) continue;
      leftOut.push({
        name: path,
        ...(isOther ? { reason: 'other' } : { reason: 'damagedXml', detail: error.message }),
      });
    }
  }
  return descriptions;
}

/** In a folder, what has the name of an image is most likely that image with its text. */
function withoutTwins(pdfs: readonly GatheredFile[], images: readonly GatheredFile[], leftOut: LeftOut[]) {
  const stems = new Set(images.map(({ path }) => withoutEnding(path)));
  return pdfs.filter(({ path }) => {
    const isTwin = path.includes('/') && stems.has(withoutEnding(path));
    if (isTwin) leftOut.push({ name: path, reason: 'again' });
    return !isTwin;
  });
}

/** An image that several descriptions have parts of is as many pages. */
function itemsOf(
  images: readonly GatheredFile[],
  files: readonly GatheredFile[],
  pairs: readonly { readonly description: string; readonly image: string }[],
): PlannedItem[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return images.flatMap((from): PlannedItem[] => {
    const described = pairs.filter(({ image }) => image === from.path);
    const kind = kindOf(from.path, from.file.type) === 'tiff' ? 'tiff' : 'image';
    if (described.length === 0) return [{ kind, from }];
    return described.map(({ description }) => ({ kind, from, description: byPath.get(description) }));
  });
}
