/** Whole pages to learn layout from: PAGE or ALTO with baselines, beside the page's image. */
import { type DescribedZones, documentOf, type Skipped } from '../formats/index.js';
import { linesOf, type Page } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { chooseDescriptions, type Description, isPageFile, openPage } from './descriptions.js';
import { type FoundFile, findInputs, withoutExtension } from './find.js';
import { partsTogether } from './given-twice.js';
import { checkPaths } from './paths.js';
import type { FileImage } from './sample.js';
import { checkGrouping, groupedBy, type SourceOptions, withCompanions, withOwnKeys } from './source.js';

export interface PageToLearn {
  /** Path of the description without its extension. */
  readonly name: string;
  /** The name below the DATA argument, of no other page. */
  readonly key: string;
  readonly document: string;
  readonly image: FileImage;
  /** In pixels of the image. */
  readonly page: Page;
  readonly zones: DescribedZones;
}

export interface PageSet {
  readonly pages: readonly PageToLearn[];
  readonly skipped: readonly Skipped[];
  /** What may not be as it was meant, in whole sentences. */
  readonly warnings: readonly string[];
}

const expected =
  'no such file or folder, and no file matches it as a pattern. Give a folder of pages: PAGE or ALTO files with baselines, and their images';

/**
 * Reads descriptions and image headers. A bad file is skipped with its reason and never ends the reading.
 * @param data folders (with all below them), page descriptions, images that have one, or patterns
 * @throws DataError when an argument names nothing
 */
export async function openPages(
  data: readonly string[],
  { groupBy }: Pick<SourceOptions, 'groupBy'> = {},
): Promise<PageSet> {
  checkPaths('data', data);
  const files = await withCompanions(await findInputs(data, expected));
  const described = chooseDescriptions(
    await mapConcurrently(
      files.filter(({ path }) => isPageFile(path)),
      8,
      readPage,
    ),
  );
  const pages = withOwnKeys(described.read.flatMap(({ pages }) => pages)).map((page) => groupedBy(groupBy, page));
  checkGrouping(pages, groupBy, 'page');
  const used = new Set(pages.map(({ image }) => image.path));
  return {
    pages,
    skipped: described.read.flatMap(({ skipped }) => skipped),
    warnings: [...described.notes, ...partsTogether(files.filter(({ path }) => used.has(path)))],
  };
}

interface ReadDescription extends Description {
  readonly pages: readonly PageToLearn[];
  readonly skipped: readonly Skipped[];
}

async function readPage({ path, key, by }: FoundFile): Promise<ReadDescription> {
  const opened = await openPage(path);
  const named = by === 'name';
  if ('reason' in opened) {
    const { imagePath, isBesidePages, ...problem } = opened;
    return { path, named, imagePath, isBesidePages, pages: [], skipped: [problem] };
  }
  const { page, imagePath, format, zones, skipped } = opened;
  if (linesOf(page).every(({ baseline = [] }) => baseline.length < 2)) {
    const problem = { name: path, reason: 'the page description has no baselines' };
    return { path, named, imagePath, format, pages: [], skipped: [...skipped, problem] };
  }
  const name = withoutExtension(path);
  const image = { kind: 'file', path: imagePath } as const;
  const learnt = { name, key: withoutExtension(key), document: documentOf(name), image, page, zones };
  return { path, named, imagePath, format, pages: [learnt], skipped };
}
