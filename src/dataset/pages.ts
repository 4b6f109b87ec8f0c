/** Lines of whole pages: PAGE or ALTO beside the page's image. */
import { type DescribedPage, documentOf, isLineImage, readPageFile, type Skipped, toPixels } from '../formats/index.js';
import { type CutOptions, cutSize, type LineShape } from '../image/index.js';
import { type Line, lineSpacing, type Page } from '../page/index.js';
import { fileSize, imageProblem, imageSize, joinPath, parentFolder, readBytes } from '../platform/index.js';
import { applyRules, type TextRules } from '../text/index.js';
import type { Sample } from './source.js';

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

/**
 * The lines of a described page. Bad lines are named and end nothing, as is a file that describes no page.
 * @param key of a file below the DATA argument that named it
 */
export async function readPageSamples(path: string, key: string, rules: TextRules): Promise<PageSamples> {
  let described: DescribedPage;
  try {
    if (((await fileSize(path)) ?? 0) > largestBytes) {
      return { samples: [], skipped: [{ name: path, reason: `the file is larger than ${largestBytes / 1e6} MB` }] };
    }
    described = await readPageFile(await readBytes(path));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { samples: [], skipped: [{ name: path, reason: "the page description can't be read", detail }] };
  }
  const image = await imageOf(path, described.page.image);
  if (!image) {
    const detail = described.page.image || 'no name of an image is in it';
    return { samples: [], skipped: [{ name: path, reason: "the page's image is missing", detail }] };
  }
  let page: Page;
  try {
    page = toPixels(described, await imageSize(image));
  } catch (error) {
    return { samples: [], skipped: [{ name: image, reason: imageProblem(error) }], image };
  }
  const spacing = lineSpacing(page);
  const samples: Sample[] = [];
  const skipped: Skipped[] = [];
  const base = withoutExtension(key);
  let index = 0;
  for (const region of page.regions) {
    for (const line of region.lines) {
      index++;
      const ending = `_${String(index).padStart(3, '0')}`;
      const name = `${withoutExtension(path)}${ending}`;
      const made = sampleOf(line, spacing, applyRules(line.text, rules));
      if ('reason' in made) skipped.push({ name: `${path}, line ${line.id || index}`, ...made });
      else samples.push({ ...made, name, key: `${base}${ending}`, imagePath: image, document: documentOf(name) });
    }
  }
  return { samples, skipped, image };
}

type LineFacts = Pick<Sample, 'text' | 'width' | 'height'> & { readonly cut: LineCut };

function sampleOf(
  line: Line,
  spacing: number | undefined,
  text: string,
): LineFacts | Pick<Skipped, 'reason' | 'detail'> {
  if (text === '') return { reason: 'the line has no text' };
  const { polygon, baseline } = line;
  const cut: LineCut = {
    ...(polygon ? { polygon } : {}),
    ...(baseline ? { baseline } : {}),
    ...(spacing === undefined ? {} : { spacing }),
  };
  try {
    return { text, cut, ...cutSize(cut) };
  } catch (error) {
    return { reason: "the line can't be cut out", detail: error instanceof Error ? error.message : String(error) };
  }
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
