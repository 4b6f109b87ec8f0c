/** Reading the lines of a page that is in memory: each is cut out, read, and its words and characters placed on the page. */
import { layOutLines, shardWidth } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { prepareLine, type Raster } from '../image/index.js';
import { known } from '../known.js';
import { inputOf } from '../model/index.js';
import { type Line, linesOf, type Page, type Point } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { type DocumentLanguage, inLanguage } from './document-language.js';
import { lineCutter } from './line-of-page.js';
import { placedLine } from './line-on-page.js';
import type { ImageSize, ReadOptions, Recognizer } from './recognizer.js';
import type { ScoredLine } from './spelling.js';

/** Who is told of lines while others of their page are still to be read. */
export interface LineListeners {
  /** Told of each line once it is read, as the page will have it; in any order. */
  readonly lineRead?: ((line: Line) => void) | undefined;
  /** Told of each line that can't be cut out, and why; it stays as it is. */
  readonly skipped?: ((skipped: Skipped, line: Line) => void) | undefined;
}

/** Who has the network look at the lines of a page, and how many of them wait for it at once. */
export interface LineScorer {
  /** @param size of the line's image in pixels, for positions @throws the signal's reason */
  score(prepared: Raster, size: ImageSize, options: ReadOptions): Promise<ScoredLine>;
  readonly atOnce: number;
}

export interface PageWithTexts {
  readonly page: Page;
  /** The language that it was found to be in, where that was looked for. */
  readonly language?: DocumentLanguage;
  /** Lines that could not be cut out; they stand on the page as they did. */
  readonly skipped: readonly Skipped[];
}

/**
 * @param light levels of the page, 0 black to 255 white
 * @param page its lines with outlines or baselines, in pixels of the image
 * @param name of the page, for messages
 * @param options `lines`: those of the page's that are read. Default: all. `scorer`: who has the network look at them.
 * Default: the recogniser, each by itself
 * @throws the signal's reason
 */
export async function readLinesOf(
  recognizer: Recognizer,
  light: Raster,
  page: Page,
  name: string,
  {
    signal,
    lines = linesOf(page),
    scorer = scorerOf(recognizer),
    lineRead,
    skipped: told,
  }: ReadOptions & LineListeners & { readonly lines?: readonly Line[]; readonly scorer?: LineScorer | undefined } = {},
): Promise<PageWithTexts> {
  const cutOut = lineCutter(page, light);
  const skipped: Skipped[] = [];
  const read = new Map<Line, Line>();
  const scored = new Map<Line, ScoredOnPage>();
  let language: DocumentLanguage | undefined;
  const spell = async (waiting: readonly (readonly [Line, ScoredOnPage])[]) => {
    const texts = await recognizer.spell(waiting.map(([, { scores }]) => scores));
    for (const [n, text] of texts.entries()) {
      const [line, { height, place }] = known(waiting[n], 'the line of a text');
      const placed = placedLine(line, text, height, place);
      language = text.language;
      read.set(line, placed);
      lineRead?.(placed);
    }
  };
  await mapConcurrently(lines, scorer.atOnce, async (line) => {
    signal?.throwIfAborted();
    const cut = cutOut(line);
    if ('reason' in cut) {
      const problem = { name: `${name}, line ${line.id}`, ...cut };
      skipped.push(problem);
      told?.(problem, line);
      return;
    }
    const prepared = prepareLine(cut.raster, inputOf(recognizer.model));
    const scores = await scorer.score(prepared, cut.raster, { signal });
    const onPage = { scores, height: cut.raster.height, place: cut.place };
    if (recognizer.spellsDocuments) scored.set(line, onPage);
    else await spell([[line, onPage]]);
  });
  // In the order of the page, whichever was scored first.
  await spell(lines.flatMap((line) => pairOf(line, scored.get(line))));
  const regions = page.regions.map((region) => ({
    ...region,
    lines: region.lines.map((line) => read.get(line) ?? line),
  }));
  return { page: { ...page, ...inLanguage(language), regions }, ...(language ? { language } : {}), skipped };
}

/** A line that the network has looked at, and where its image lies on the page. */
interface ScoredOnPage extends LineImagePlace {
  readonly scores: ScoredLine;
}

interface LineImagePlace {
  readonly height: number;
  readonly place: (x: number, y: number) => Point;
}

function pairOf(line: Line, scored: ScoredOnPage | undefined): readonly (readonly [Line, ScoredOnPage])[] {
  return scored ? [[line, scored]] : [];
}

function scorerOf(recognizer: Recognizer): LineScorer {
  return {
    atOnce: recognizer.threads + 1,
    score: async (prepared, size, { signal }) => {
      const batch = layOutLines([prepared], shardWidth([prepared.width]));
      const [line] = await recognizer.scoreBatch(batch, [size], { beside: true, signal });
      return known(line, 'the scores of a line');
    },
  };
}
