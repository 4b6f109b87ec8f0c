/** How high lines are cut and where their letters stand in the cut: by the description, by its baselines, and as found. */
import type { PageToLearn } from '../src/dataset/node.js';
import { cutSize, placeOnPage } from '../src/image/index.js';
import { findLayout, type LineFinder, layoutOf, lineOverlap } from '../src/layout/index.js';
import { type Line, lineSpacing, linesOf, type Page } from '../src/page/index.js';
import type { Recognizer } from '../src/recognition/index.js';
import { decodeImage, imageSize } from '../src/runtime/index.js';
import { describedAsFound, leastOverlap, readyPaths, referencesOf } from './page-reading.js';

/** Of one line, all over the height that it has when it is cut by its description. */
export interface ComparedCut {
  readonly way: 'cut' | 'oracle' | 'found' | 'ready';
  readonly height: number;
  /** Of the cut's own height: from its top to the baseline; not known of ready lines. */
  readonly above?: number;
  /** From the description's baseline down to this one, in the middle. */
  readonly lower?: number;
}

interface Cut {
  readonly width: number;
  readonly height: number;
  /** Pixels of the page. */
  readonly top: number;
  readonly baseline: number;
}

export async function compareCuts(
  recognizer: Pick<Recognizer, 'model'>,
  { name, image, page }: PageToLearn,
  finder: LineFinder,
): Promise<readonly ComparedCut[]> {
  const light = await decodeImage(image.path);
  const oracle = { ...page, regions: layoutOf(describedAsFound(page), light).regions };
  const found = { ...page, regions: (await findLayout(finder, light)).regions };
  const [truth, byOracle, byFinder] = [cutsOf(page), cutsOf(oracle), cutsOf(found)];
  const oracleLines = new Map([...byOracle].map(([{ baseline }, cut]) => [baseline, cut]));
  const foundLines = matchesOf(page, found);
  const ready = await readyPaths(name, referencesOf(page, recognizer), recognizer);
  const compared: ComparedCut[] = [];
  for (const [at, line] of linesOf(page).entries()) {
    const cut = truth.get(line);
    if (!cut) continue;
    const [asOracle, hypothesis] = [oracleLines.get(line.baseline), foundLines.get(line)];
    const asFound = hypothesis && byFinder.get(hypothesis);
    compared.push({ way: 'cut', height: 1, above: aboveOf(cut), lower: 0 });
    if (asOracle)
      compared.push({ way: 'oracle', height: asOracle.height / cut.height, above: aboveOf(asOracle), lower: 0 });
    if (asFound) {
      const lower = (asFound.baseline - cut.baseline) / cut.height;
      compared.push({ way: 'found', height: asFound.height / cut.height, above: aboveOf(asFound), lower });
    }
    const path = ready[at];
    if (path === undefined) continue;
    const size = await imageSize(path);
    compared.push({ way: 'ready', height: size.height / size.width / (cut.height / cut.width) });
  }
  return compared;
}

function aboveOf({ top, baseline, height }: Cut): number {
  return (baseline - top) / height;
}

/** As lines are cut to be read; without those that can't be. */
function cutsOf(page: Page): ReadonlyMap<Line, Cut> {
  const spacing = lineSpacing(page);
  const options = spacing === undefined ? {} : { spacing };
  return new Map(
    linesOf(page).flatMap((line) => {
      const { polygon, baseline } = line;
      if (!polygon || !baseline || baseline.length < 2) return [];
      const shape = { polygon, baseline };
      try {
        const { width, height } = cutSize(shape, options);
        const [x, top] = placeOnPage(shape, options)(width / 2, 0);
        return [[line, { width, height, top, baseline: levelAt(baseline, x) }] as const];
      } catch {
        return [];
      }
    }),
  );
}

/** The height of a baseline at a place. */
function levelAt(baseline: NonNullable<Line['baseline']>, x: number): number {
  let [last] = baseline;
  for (const point of baseline) {
    if (last && point[0] >= x && point[0] > last[0]) {
      return last[1] + ((point[1] - last[1]) * (x - last[0])) / (point[0] - last[0]);
    }
    last = point;
  }
  return last?.[1] ?? 0;
}

/** For lines of the description those that were found in their places. */
function matchesOf(page: Page, found: Page): ReadonlyMap<Line, Line> {
  const [truth, hypotheses] = [linesOf(page), linesOf(found)];
  const outlines = (lines: readonly Line[]) => lines.map(({ polygon = [] }) => polygon);
  return new Map(
    lineOverlap(outlines(truth), outlines(hypotheses)).matches.flatMap(({ truth: at, hypothesis, overlap }) => {
      const [line, match] = [truth[at], hypotheses[hypothesis]];
      return line && match && overlap >= leastOverlap ? [[line, match] as const] : [];
    }),
  );
}
