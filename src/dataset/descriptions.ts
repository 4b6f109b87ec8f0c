/** Which files describe pages, and of which images: exports have images above their PAGE, and PAGE beside ALTO. */

import { fileSize, fullPath, joinPath, parentFolder, readBytes } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import {
  type DescribedPage,
  type DescribedZones,
  isLineImage,
  lineName,
  OtherXmlError,
  readPageFile,
  shapeProblem,
  toPixels,
  zonesToPixels,
} from '../formats/index.js';
import { linesOf, type Page } from '../page/index.js';
import { imageProblem, imageSize } from '../runtime/index.js';
import { withoutExtension } from './find.js';

export function isPageFile(path: string): boolean {
  return path.toLowerCase().endsWith('.xml');
}

/** A description larger than this is none of a page. */
const largestBytes = 100_000_000;

/** A described page and its image. */
export interface OpenedPage extends Pick<DescribedPage, 'format'> {
  readonly page: Page;
  readonly imagePath: string;
  /** In pixels of the image too. */
  readonly zones: DescribedZones;
  /** Regions whose texts have no lines; they are named, the rest of the page is good. */
  readonly skipped: readonly Skipped[];
}

/** Why a description can't be used. */
export interface UnusablePage extends Skipped {
  /** Its image, where that is there: no line image then. */
  readonly imagePath?: string;
  /** It is what exports have beside their pages, and nothing to be said of where a folder has it. */
  readonly isBesidePages?: boolean;
}

/** @returns the page in pixels of its image; or why it can't be used */
export async function openPage(path: string): Promise<OpenedPage | UnusablePage> {
  if (((await fileSize(path)) ?? 0) > largestBytes) {
    return { name: path, reason: `the file is larger than ${largestBytes / 1e6} MB` };
  }
  let described: DescribedPage;
  try {
    described = await readPageFile(await readBytes(path));
  } catch (error) {
    return unreadable(path, error);
  }
  const imagePath = await imageOf(path, described.page.image);
  if (!imagePath) {
    const detail = described.page.image || 'no name of an image is in it';
    return { name: path, reason: "the page's image is missing", detail };
  }
  const { format, regionsWithoutLines } = described;
  if (linesOf(described.page).length === 0) return { ...withoutLines(path, regionsWithoutLines), imagePath };
  try {
    const size = await imageSize(imagePath);
    const problem = shapeProblem(described, size);
    if (problem)
      return { name: path, reason: 'the description is of another shape than its image', detail: problem, imagePath };
    const [page, zones] = [toPixels(described, size), zonesToPixels(described, size)];
    const skipped = regionsWithoutLines.map((id) => ({ name: `${path}, region ${id}`, reason: regionReason }));
    return { format, page, imagePath, zones, skipped };
  } catch (error) {
    return { name: imagePath, reason: imageProblem(error), imagePath };
  }
}

const regionReason = 'the region has a text but no lines that say where it stands';

async function unreadable(path: string, error: unknown): Promise<UnusablePage> {
  const detail = error instanceof Error ? error.message : String(error);
  const problem = { name: path, reason: "the page description can't be read", detail };
  if (error instanceof OtherXmlError) return { ...problem, isBesidePages: error.isBesidePages };
  // What is broken may well be the description of the image of its name.
  const imagePath = await imageOf(path, '');
  return { ...problem, ...(imagePath ? { imagePath } : {}) };
}

const noLines = 'the page description has no lines';

/** Whether all that is wrong with a page is that its description has no lines. */
export function lacksLines(page: OpenedPage | UnusablePage): boolean {
  return 'reason' in page && page.reason === noLines;
}

function withoutLines(path: string, regionsWithoutLines: readonly string[]): Skipped {
  const reason = noLines;
  if (regionsWithoutLines.length === 0) return { name: path, reason };
  return {
    name: path,
    reason,
    detail: `texts of regions only, such as of ${regionsWithoutLines[0]}: segment them into lines first`,
  };
}

const extensions = ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'JPG', 'JPEG', 'PNG', 'TIF', 'TIFF'];

/** Where Transkribus and others put the descriptions of the images of a folder, the one to be read first before. */
const descriptionFolders = ['page', 'PAGE', 'alto', 'ALTO'];

/**
 * As the description says, else of that name with another extension, else of the description's own name; beside it, or
 * above its folder where that is one for descriptions. OCR-D says paths from above the folder.
 */
async function imageOf(path: string, said: string): Promise<string | undefined> {
  const folder = parentFolder(path);
  const bare = said.split(/[\\/]/).pop() ?? '';
  const stems = [withoutExtension(bare), withoutExtension(path.split(/[\\/]/).pop() ?? '')].filter(Boolean);
  const inside = (place: string) => [
    ...(isLineImage(said) ? [joinPath(place, said), joinPath(place, bare)] : []),
    ...stems.flatMap((stem) => extensions.map((extension) => joinPath(place, `${stem}.${extension}`))),
  ];
  const above = parentFolder(folder);
  const isFolderOfDescriptions = descriptionFolders.includes(fullPath(folder).split(/[\\/]/).pop() ?? '');
  const candidates = [
    ...inside(folder),
    ...(isLineImage(said) && said !== bare ? [joinPath(above, said)] : []),
    ...(isFolderOfDescriptions ? inside(above) : []),
  ];
  for (const candidate of candidates) if ((await fileSize(candidate)) !== undefined) return candidate;
  return undefined;
}

/** The description of an image, beside it or in a folder for descriptions below, if there is one. */
export async function descriptionOf(imagePath: string): Promise<string | undefined> {
  const folder = parentFolder(imagePath);
  const name = `${lineName(imagePath).split(/[\\/]/).pop()}.xml`;
  for (const place of [folder, ...descriptionFolders.map((below) => joinPath(folder, below))]) {
    const path = joinPath(place, name);
    if ((await fileSize(path)) === undefined) continue;
    const described = (await openPage(path)).imagePath;
    if (described !== undefined && fullPath(described) === fullPath(imagePath)) return path;
  }
  return undefined;
}

/** A file of pages, opened: what is needed to choose among them. */
export interface Description {
  readonly path: string;
  readonly imagePath?: string | undefined;
  /** Of pages that can be used. */
  readonly format?: DescribedPage['format'] | undefined;
  readonly isBesidePages?: boolean | undefined;
  /** Whether it was named itself. */
  readonly named: boolean;
}

export interface Chosen<T extends Description> {
  readonly read: readonly T[];
  /** What lies beside pages in exports, and what describes a page once more. */
  readonly passedOver: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Leaves out what describes no page, where a folder has it, and the ALTO of pages whose PAGE is there too: else each
 * line would be there twice. Two descriptions of one format may be of two parts of an image, so both are read.
 */
export function chooseDescriptions<T extends Description>(descriptions: readonly T[]): Chosen<T> {
  const inPage = new Map(
    descriptions.flatMap(({ format, imagePath, path }) =>
      format === 'PAGE' && imagePath !== undefined ? [[fullPath(imagePath), path] as const] : [],
    ),
  );
  const beside = descriptions.filter(({ isBesidePages, named }) => isBesidePages && !named);
  const again = descriptions.filter(
    ({ format, imagePath }) => format === 'ALTO' && imagePath !== undefined && inPage.has(fullPath(imagePath)),
  );
  const left = new Set([...beside, ...again]);
  const [first] = again;
  const notes = first
    ? [
        `${again.length === 1 ? '1 page is' : `${again.length} pages are`} described in PAGE and in ALTO; PAGE is read (${inPage.get(fullPath(first.imagePath as string))}, not ${first.path})`,
      ]
    : [];
  return {
    read: descriptions.filter((description) => !left.has(description)),
    passedOver: [...left].map(({ path }) => path),
    notes,
  };
}
