/** The report of an evaluation with the images of its lines inside, from wherever they lie. */
import { ImageReader, imageName } from '../dataset/index.js';
import { fileName, parentFolder } from '../files/index.js';
import type { LineMetadata } from '../model/index.js';
import { dataUri, decodeImage, pngDataUri } from '../runtime/index.js';
import type { EvaluatedLine, Evaluation } from './compare-lines.js';
import { renderReport } from './report.js';
import { type Statistics, statisticsOf } from './statistics.js';

export interface ReportAbout {
  /** Path of the model, or of the folder of predictions. */
  readonly what: string;
  /** Who read, in words. Default: `what` */
  readonly by?: string;
  /** What the lines were named by. */
  readonly data: readonly string[];
  /** Default: those of the evaluation. */
  readonly statistics?: Statistics;
}

/**
 * An evaluation as one HTML file that opens without a server.
 * @param evaluation of `evaluateModel`, whose model has the learning curves, or of `evaluatePredictions`
 * @returns the HTML document
 * @throws when the image of a line can't be read again
 */
export async function reportWithImages(
  evaluation: Evaluation & { readonly metadata?: LineMetadata | undefined },
  { what, by = what, data, statistics = statisticsOf(evaluation) }: ReportAbout,
): Promise<string> {
  const images = new ImageReader();
  return renderReport({
    title: `${fileName(what)} on ${data.map((path) => fileName(path) || parentFolder(path)).join(', ')}`,
    facts: [
      ['read by', by],
      ['data', data.join(' ')],
      ['date', new Date().toISOString().slice(0, 10)],
    ],
    evaluation,
    statistics,
    ...(evaluation.metadata ? { curve: evaluation.metadata.history } : {}),
    image: (line) => embedded(line, images),
  });
}

const imageTypes: Readonly<Record<string, string>> = { png: 'png', jpg: 'jpeg', jpeg: 'jpeg', webp: 'webp' };

/** An image as it is encoded where a browser shows its kind, else as PNG. */
async function embedded({ image }: EvaluatedLine, images: ImageReader): Promise<string | undefined> {
  if (image === undefined) return undefined;
  const bytes = await images.read(image);
  // A line cut out of its page comes as PNG.
  const type = image.kind === 'cut' ? 'png' : imageTypes[imageName(image).split('.').pop()?.toLowerCase() ?? ''];
  return type ? dataUri(bytes, type) : pngDataUri(await decodeImage(bytes));
}
