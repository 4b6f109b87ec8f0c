/** ductus segment */
import { type Command, InvalidArgumentError } from 'commander';
import { DataError } from '../dataset/index.js';
import { joinPath, readBytes, writeChunksAtomic, writeFileAtomic } from '../files/index.js';
import { type OutputFormat, readPageFile, readPageJson, type Skipped } from '../formats/index.js';
import type { Raster } from '../image/index.js';
import { known } from '../known.js';
import { drawingFile, type LineFinder, overlayPage, pagePicture, pagesAtOnce } from '../layout/index.js';
import { findPageImages, type PageImageFile, pageLight, type SegmentedPage, segmentImage } from '../layout/node.js';
import { linesOf, type Page } from '../page/index.js';
import { type DocumentToRead, ResultFolder } from '../recognition/node.js';
import { coreCount, inOrderUntil } from '../runtime/index.js';
import { UsageError } from './errors.js';
import { threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import {
  describeFinder,
  type FinderFlags,
  finderIdentity,
  layoutFlag,
  methodFlag,
  openFinder,
  uprightFlag,
} from './layout-flags.js';
import { checkFolder } from './out-place.js';
import { count, printJson, Screen } from './screen.js';
import { Segmentation } from './segment-screen.js';

const formats = ['page', 'alto', 'json'] as const satisfies readonly OutputFormat[];

interface Flags extends FinderFlags {
  readonly out?: string;
  readonly format?: readonly (typeof formats)[number][];
  readonly overlay?: boolean;
  readonly overwrite?: boolean;
  readonly rightToLeft?: boolean;
  readonly upright?: boolean;
  readonly json?: boolean;
}

export function configureSegment(command: Command): void {
  command
    .description(
      'Finds the lines of pages: baselines, outlines, regions and reading order. Writes a description of each page, which ductus recognize and other programs read.',
    )
    .argument('<page...>', 'images of pages (jpg, png, tif, webp), folders or patterns')
    .option('--out <dir>', 'where NAME.xml goes, for each page')
    .option('--format <name>', `what to write: ${formats.join(', ')}; may be repeated (default: page)`, formatValue);
  uprightFlag(layoutFlag(methodFlag(command)))
    .option('--overlay', 'also draw what was found over each page: NAME.overlay.svg, and all in overlay.html')
    .option('--right-to-left', 'pages and columns are read from right to left')
    .option('--overwrite', 'replace what is in --out, and find again what was found before')
    .option('--json', 'print one JSON object for each page; last those that were found before');
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus segment scans/ --out lines/
  ductus segment scans/ --out lines/ --overlay        then open lines/overlay.html
  ductus segment scans/ --out lines/                  goes on where it was ended
  ductus segment scans/*.jpg --out alto/ --format alto --format page
  ductus segment scans/ --out lines/ --upright        notes that run up or down the margins too
  ductus segment page.jpg --out lines/ --layout layout.onnx`,
    )
    .action(run);
}

function formatValue(name: string, before: Flags['format']): Flags['format'] {
  const format = formats.find((known) => known === name);
  if (!format) throw new InvalidArgumentError(`It must be one of ${formats.join(', ')}.`);
  return [...(before ?? []), format];
}

async function run(paths: readonly string[], flags: Flags): Promise<void> {
  const { out } = flags;
  if (out === undefined) throw new UsageError('segment needs --out DIR: where the descriptions of the pages go');
  await checkFolder('--out', out);
  const images = await findPageImages(paths);
  const results = await resultsIn(out, images, flags);
  const isLeft = new Set(results.left.map(({ key }) => key));
  const left = images.filter(({ key }) => isLeft.has(key));
  const before = images.filter(({ key }) => !isLeft.has(key));
  const finder = await openFinder(flags);
  const done = new Segmentation(flags.overlay === true, before.length);
  try {
    await untilInterrupted('what is found so far is kept', (signal) =>
      segmentAll(left, { finder, results, out, flags, done, signal }),
    );
    if (flags.overlay || flags.json) for (const image of before) await showBefore(image, { results, out, flags, done });
    if (flags.overlay) await writeOverlay(out, images, done, describeFinder(finder, flags));
  } finally {
    await finder.dispose();
  }
  done.report(flags.json === true, describeFinder(finder, flags), out);
}

/** @throws UsageError when a result would be written over what is read */
async function resultsIn(out: string, images: readonly PageImageFile[], flags: Flags): Promise<ResultFolder> {
  const { rightToLeft = false, upright = false, overwrite = false } = flags;
  const besides = flags.overlay ? [overlayName, ...images.map(drawingName)] : [];
  const finding = { finder: await finderIdentity(flags), rightToLeft, upright };
  try {
    return await ResultFolder.open(out, images.map(documentOf), {
      formats: formatsOf(flags),
      overwrite,
      reading: 'lines',
      finding,
      besides,
    });
  } catch (error) {
    if (!(error instanceof DataError) || error.code !== 'data/over-input') throw error;
    throw new UsageError(`--out ${out}: ${error.details.path} would be overwritten; give another folder`);
  }
}

function formatsOf({ format = ['page'] }: Flags): NonNullable<Flags['format']> {
  return format;
}

/** Shows the lines of a page that were found before, as its description has them now. */
async function showBefore(
  image: PageImageFile,
  { results, out, flags, done }: Pick<Work, 'results' | 'out' | 'flags' | 'done'>,
): Promise<void> {
  const page = await describedBefore(image, results, flags);
  const light = 'reason' in page || !flags.overlay ? undefined : await pageLight(image.path);
  if ('reason' in page) done.skip(page);
  else if (light && 'reason' in light) done.skip(light);
  else {
    if (light) await draw(image, page, light, out);
    done.show(image.key, page);
    if (flags.json) printJson({ ...page, image: image.path, before: true }, 0);
  }
}

async function describedBefore(image: PageImageFile, results: ResultFolder, flags: Flags): Promise<Page | Skipped> {
  const [format] = formatsOf(flags);
  const place = results.placeOf(documentOf(image), known(format, 'a format of results'));
  try {
    const bytes = await readBytes(place);
    return format === 'json' ? readPageJson(new TextDecoder().decode(bytes)) : (await readPageFile(bytes)).page;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name: place, reason: "the description of before can't be read", detail };
  }
}

function documentOf(image: PageImageFile): DocumentToRead {
  const { path, key } = image;
  return { kind: 'unsegmented', path, key, place: { kind: 'image', path } };
}

const overlayName = 'overlay.html';

function drawingName({ key }: Pick<PageImageFile, 'key'>): string {
  return `${key}.overlay.svg`;
}

interface Work {
  readonly finder: LineFinder;
  readonly results: ResultFolder;
  readonly out: string;
  readonly flags: Flags;
  readonly done: Segmentation;
  readonly signal: AbortSignal;
}

async function segmentAll(images: readonly PageImageFile[], work: Work): Promise<void> {
  const { finder, flags, done, signal } = work;
  const { threads = coreCount(), rightToLeft = false, upright = false } = flags;
  const options = { rightToLeft, upright };
  const screen = new Screen();
  try {
    const atOnce = Math.min(pagesAtOnce(threads), images.length);
    const pages = inOrderUntil(signal, images, atOnce, async (image, ending) => ({
      image,
      segmented: await segmentImage(finder, image.path, { ...options, signal: ending, beside: atOnce > 1 }),
    }));
    let page = 0;
    for await (const { image, segmented } of pages) {
      screen.progress(`page ${++page} of ${images.length.toLocaleString('en-US')}`);
      if ('reason' in segmented) {
        done.skip(segmented);
        continue;
      }
      await write(image, segmented, work);
      done.add(image.key, segmented);
    }
  } finally {
    screen.clear();
  }
}

async function write(image: PageImageFile, segmented: SegmentedPage, { results, out, flags, finder }: Work) {
  const { page, light, layout } = segmented;
  await results.write({ document: documentOf(image), page, imagePath: image.path, skipped: [] });
  if (flags.overlay) await draw(image, page, light, out);
  if (!flags.json) return;
  const { regions, warnings, skew } = layout;
  printJson({ ...page, image: image.path, skew, method: finder.method, warnings, regions }, 0);
}

async function draw(image: PageImageFile, page: Page, light: Raster, out: string): Promise<void> {
  await writeFileAtomic(joinPath(out, drawingName(image)), drawingFile(page, await pagePicture(light)));
}

async function writeOverlay(out: string, images: readonly PageImageFile[], done: Segmentation, by: string) {
  const pages = images.flatMap(({ key }) => done.shownOf(key) ?? []);
  if (pages.length === 0) return;
  const lines = pages.reduce((sum, { page }) => sum + linesOf(page).length, 0);
  const summary = `${count(lines, 'line')} on ${count(pages.length, 'page')}, found by ${by}`;
  const drawing = async (index: number) => {
    const page = pages[index];
    return page ? new TextDecoder().decode(await readBytes(joinPath(out, drawingName({ key: page.name })))) : '';
  };
  await writeChunksAtomic(joinPath(out, overlayName), overlayPage('Lines of pages', summary, pages, drawing));
}
