/** Finding the lines of pages whose lines are known, or taking them from another program's files, and comparing. */
import { DataError } from '../dataset/index.js';
import { findFiles } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import { type DetectOptions, type FindOptions, findLayout, type LineFinder } from '../layout/index.js';
import type { Page } from '../page/index.js';
import { decodeImage, imageProblem } from '../runtime/index.js';
import { findTruePages, predictedPage, type TruePage } from './layout-data.js';
import { type PageLayoutScore, scoreLayout } from './layout-scores.js';

export interface EvaluateLayoutOptions extends DetectOptions, FindOptions {
  readonly progress?: ((pagesDone: number, pages: number) => void) | undefined;
}

export interface ScoredPage extends PageLayoutScore {
  readonly imagePath: string;
}

export interface LayoutEvaluation {
  /** In the order of DATA. */
  readonly pages: readonly ScoredPage[];
  /** Pages of DATA that can't be used, and predictions that can't be read. */
  readonly skipped: readonly Skipped[];
  /** What may not be as it was meant, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Finds the lines of the pages of DATA and compares them with those that the descriptions have.
 * @param data PAGE or ALTO files with their images, folders, or patterns
 * @throws DataError for what names nothing; the signal's reason
 */
export async function evaluateLayout(
  finder: LineFinder,
  data: readonly string[],
  { progress, ...options }: EvaluateLayoutOptions = {},
): Promise<LayoutEvaluation> {
  return compareAll(data, { progress, ...options }, async ({ imagePath, page }) => {
    const light = await decodeImage(imagePath).catch((error: unknown) => ({
      name: imagePath,
      reason: imageProblem(error),
    }));
    return 'reason' in light ? light : { ...page, regions: (await findLayout(finder, light, options)).regions };
  });
}

/**
 * The same with what another program found: `NAME.xml` (PAGE, ALTO), `NAME.alto.xml` or `NAME.json` in a folder, at the page's
 * place below DATA or by its bare name. A page without such a file counts as one without lines, and says so (`missing`).
 */
export async function evaluateLayoutPredictions(
  folder: string,
  data: readonly string[],
  options: EvaluateLayoutOptions = {},
): Promise<LayoutEvaluation> {
  if (!(await findFiles(folder))) {
    throw new DataError(`${folder}: no such folder of predictions`, {
      code: 'data/not-found',
      details: { path: folder },
    });
  }
  return compareAll(data, options, (page) => predictedPage(folder, page));
}

async function compareAll(
  data: readonly string[],
  { progress, signal }: EvaluateLayoutOptions,
  find: (page: TruePage) => Promise<Page | Skipped | undefined>,
): Promise<LayoutEvaluation> {
  const { pages: known, skipped: unusable, notes } = await findTruePages(data);
  const skipped = [...unusable];
  const pages: ScoredPage[] = [];
  for (const [index, truth] of known.entries()) {
    signal?.throwIfAborted();
    const hypothesis = await find(truth);
    if (hypothesis && 'reason' in hypothesis) skipped.push(hypothesis);
    else pages.push(scored(truth, hypothesis));
    progress?.(index + 1, known.length);
  }
  return { pages, skipped, notes };
}

function scored({ name, set, page, unknown, imagePath }: TruePage, hypothesis: Page | undefined): ScoredPage {
  const compared = { name, set, truth: page, unknown, found: hypothesis ?? { ...page, regions: [] } };
  return { ...scoreLayout(hypothesis ? compared : { ...compared, missing: true }), imagePath };
}
