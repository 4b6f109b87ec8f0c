/** Lines of whole pages: PAGE or ALTO beside the page's image. */
import { type DescribedPage, documentOf, isLineImage, readPageFile, type Skipped, toPixels } from '../formats/index.js';
import { type CutOptions, cutSize, type LineShape } from '../image/index.js';
import { type Line, lineSpacing, linesOf, type Page } from '../page/index.js';
import { fileSize, imageProblem, imageSize, joinPath, parentFolder, readBytes } from '../platform/index.js';
import type { CleanText, Sample } from './source.js';

/** How a line is cut out of its page's image. */
export interface LineCut extends LineShape, CutOptions {}

export function isPageFile(path: string): boolean {
  return path.toLowerCase().endsWith('.xml');
}

export interface PageSamples {
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
  /** The page's image, which is then no line image without a text. */
  readonly image?: string;
}

/** A description larger than this is none of a page. */
const largestBytes = 100_000_000;

/** A described page and its image. */
export interface OpenedPage {
  readonly page: Page;
  readonly imagePath: string;
}

/** @returns the page in pixels of its image; or why it can't be used, and its image if that is there */
export async function openPage(path: string): Promise<OpenedPage | (Skipped & { readonly imagePath?: string })> {
  let described: DescribedPage;
  try {
    if (((await fileSize(path)) ?? 0) > largestBytes) {
      return { name: path, reason: `the file is larger than ${largestBytes / 1e6} MB` };
    }
    described = await readPageFile(await readBytes(path));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name: path, reason: "the page description can't be read", detail };
  }
  const imagePath = await imageOf(path, described.page.image);
  if (!imagePath) {
    const detail = described.page.image || 'no name of an image is in it';
    return { name: path, reason: "the page's image is missing", detail };
  }
  try {
    return { page: toPixels(described, await imageSize(imagePath)), imagePath };
  } catch (error) {
    return { name: imagePath, reason: imageProblem(error), imagePath };
  }
}

/**
 * The lines of a described page. Bad lines are named and end nothing, as is a file that describes no page.
 * @param key of a file below the DATA argument that named it
 */
export async function readPageSamples(path: string, key: string, clean: CleanText): Promise<PageSamples> {
  const opened = await openPage(path);
  if ('reason' in opened) {
    const { imagePath, ...problem } = opened;
    return { samples: [], skipped: [problem], ...(imagePath ? { image: imagePath } : {}) };
  }
  const { page, imagePath } = opened;
  const skipped: Skipped[] = [];
  const lines = linesOf(page);
  const samples = samplesOfPage(page, imagePath, path, key).flatMap((one, index): readonly Sample[] => {
    if ('reason' in one) {
      skipped.push(one);
      return [];
    }
    const text = clean(one.text);
    if (text.trim() !== '') return [{ ...one, text }];
    skipped.push({ name: lineOfFile(path, lines[index], index), reason: 'the line has no text' });
    return [];
  });
  return { samples, skipped, image: imagePath };
}

/** Every line of a page as a sample, its text as it stands, or why it can't be cut out; in reading order. */
export function samplesOfPage(page: Page, imagePath: string, path: string, key = path): readonly (Sample | Skipped)[] {
  const spacing = lineSpacing(page);
  return linesOf(page).map((line, index) => {
    const ending = `_${String(index + 1).padStart(3, '0')}`;
    const name = `${withoutExtension(path)}${ending}`;
    const cut = cutOf(line, spacing);
    try {
      const size = cutSize(cut);
      return {
        name,
        key: `${withoutExtension(key)}${ending}`,
        imagePath,
        cut,
        text: line.text,
        document: documentOf(name),
        ...size,
      };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { name: lineOfFile(path, line, index), reason: "the line can't be cut out", detail };
    }
  });
}

function lineOfFile(path: string, line: Line | undefined, index: number): string {
  return `${path}, line ${line?.id || index + 1}`;
}

function cutOf({ polygon, baseline }: Line, spacing: number | undefined): LineCut {
  return {
    ...(polygon ? { polygon } : {}),
    ...(baseline ? { baseline } : {}),
    ...(spacing === undefined ? {} : { spacing }),
  };
}

function withoutExtension(path: string): string {
  return path.replace(/\.[^./\\]+$/, '');
}

const extensions = ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'JPG', 'JPEG', 'PNG', 'TIF', 'TIFF'];

/** As the description says, else of that name with another extension, else of the description's own name. */
async function imageOf(path: string, said: string): Promise<string | undefined> {
  const folder = parentFolder(path);
  const bare = said.split(/[\\/]/).pop() ?? '';
  const stems = [withoutExtension(bare), withoutExtension(path.split(/[\\/]/).pop() ?? '')].filter(Boolean);
  const candidates = [
    ...(isLineImage(said) ? [joinPath(folder, said), joinPath(folder, bare)] : []),
    ...stems.flatMap((stem) => extensions.map((extension) => joinPath(folder, `${stem}.${extension}`))),
  ];
  for (const candidate of candidates) if ((await fileSize(candidate)) !== undefined) return candidate;
  return undefined;
}
