/** Pages whose lines are known, by paths, and what another program found on them. */
import { checkPaths, DataError, setNames } from '../dataset/index.js';
import { chooseDescriptions, findInputs, isPageFile, openPage, withoutExtension } from '../dataset/node.js';
import { fileName, fileSize, fullPath, joinPath, readBytes } from '../files/index.js';
import {
  type DescribedZones,
  readPageFile,
  readPageJson,
  type Skipped,
  shapeProblem,
  toPixels,
} from '../formats/index.js';
import { type Page, scalePage } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';

export interface TruePage {
  /** Path of the description. */
  readonly name: string;
  /** Below what it was named by, without an ending. */
  readonly key: string;
  /** What tells the folder that it lies in from those of the other pages. */
  readonly set: string;
  readonly imagePath: string;
  /** In pixels of the image, as are the zones that say nothing. */
  readonly page: Page;
  readonly unknown: DescribedZones['unknown'];
}

export interface TruePages {
  readonly pages: readonly TruePage[];
  readonly skipped: readonly Skipped[];
  /** What may not be as it was meant, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * The described pages of DATA.
 * @param data PAGE or ALTO files with their images, folders, or patterns
 * @throws DataError when an argument names nothing, or no page can be used
 */
export async function findTruePages(data: readonly string[]): Promise<TruePages> {
  checkPaths('evaluateLayout: data', data);
  const files = await findInputs(data, 'no such file or folder, and no file matches it as a pattern');
  const described = await mapConcurrently(
    files.filter(({ path }) => isPageFile(path)),
    4,
    async (file) => {
      const opened = await openPage(file.path);
      const named = file.by === 'name';
      return 'reason' in opened
        ? { ...file, named, imagePath: opened.imagePath, isBesidePages: opened.isBesidePages, opened }
        : { ...file, named, imagePath: opened.imagePath, format: opened.format, opened };
    },
  );
  const { read, notes } = chooseDescriptions(described);
  const skipped: Skipped[] = [];
  const usable = read.flatMap(({ path, key, opened }): readonly TruePage[] => {
    if ('reason' in opened) {
      skipped.push(opened);
      return [];
    }
    const { page, imagePath, zones } = opened;
    const bare = withoutExtension(key);
    return [{ name: path, key: bare, set: '', imagePath, page, unknown: zones.unknown }];
  });
  const sets = setNames(usable.map(({ name }) => fullPath(name)));
  const pages = usable.map((page, at) => ({ ...page, set: sets[at] ?? '' }));
  if (pages.length > 0) return { pages, skipped, notes };
  const [first] = skipped;
  const such = first ? `, such as ${first.name}: ${first.reason}` : '';
  throw new DataError(`${data.join(' ')}: no page whose lines are described is there${such}`, {
    code: 'data/no-lines',
  });
}

const endings = ['.xml', '.alto.xml', '.json'] as const;

/**
 * What a folder has of a page, at its place below DATA or by its bare name: PAGE, ALTO, or JSON as `ductus segment` writes it.
 * @returns the lines in pixels of the page; `undefined` where there is no file; or why it can't be read
 */
export async function predictedPage(
  folder: string,
  { key, page }: Pick<TruePage, 'key' | 'page'>,
): Promise<Page | Skipped | undefined> {
  for (const base of [key, fileName(key)]) {
    for (const ending of endings) {
      const path = joinPath(folder, `${base}${ending}`);
      if ((await fileSize(path)) !== undefined) return readPrediction(path, page);
    }
  }
  return undefined;
}

async function readPrediction(path: string, size: Pick<Page, 'width' | 'height'>): Promise<Page | Skipped> {
  try {
    const bytes = await readBytes(path);
    if (!path.endsWith('.json')) {
      const described = await readPageFile(bytes);
      const detail = shapeProblem(described, size);
      if (detail) return { name: path, reason: 'the prediction is of another shape than its page', detail };
      return toPixels(described, size);
    }
    const page = readPageJson(new TextDecoder().decode(bytes));
    return page.width > 0 && page.height > 0
      ? scalePage(page, size.width / page.width, size.height / page.height)
      : page;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name: path, reason: "the prediction can't be read", detail };
  }
}
