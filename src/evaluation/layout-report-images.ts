/** The report of an evaluation of page layout with the images of its pages inside. */
import { fileName, parentFolder } from '../files/index.js';
import { pagePicture } from '../layout/index.js';
import { decodeImage } from '../runtime/index.js';
import type { LayoutEvaluation } from './evaluate-layout.js';
import { renderLayoutReport } from './layout-report.js';

export interface LayoutReportAbout {
  /** What found the lines, in words. */
  readonly by: string;
  /** What the pages were named by. */
  readonly data: readonly string[];
}

/**
 * An evaluation as one HTML file that opens without a server.
 * @param evaluation of one page at least
 * @returns the HTML document
 */
export async function layoutReport(
  { pages, skipped }: LayoutEvaluation,
  { by, data }: LayoutReportAbout,
): Promise<string> {
  const names = data.map((path) => fileName(path) || fileName(parentFolder(path)));
  return renderLayoutReport({
    title: `Lines of ${names.join(', ')}`,
    facts: [
      ['found by', by],
      ['data', data.join(' ')],
      ['date', new Date().toISOString().slice(0, 10)],
    ],
    pages,
    skipped,
    image: async ({ imagePath }) => pagePicture(await decodeImage(imagePath)),
  });
}
