/** Pages for a run of page layout from the synthesiser: every layout, language and hand that it has, as cameras see them. */
import { augmentationOf } from '../image/index.js';
import { type LayoutSample, layoutSample, type WritingHeights } from '../layout/index.js';
import { type Line, linesOf } from '../page/index.js';
import { encodeJpeg } from '../runtime/index.js';
import {
  type DrawnSheet,
  DrawnPages as DrawnSheets,
  generatedTexts,
  handwritingFamilies,
  languageNames,
  layoutNames,
  openFonts,
  openLanguage,
  SynthesisError,
} from '../synthesis/node.js';
import type { DrawnPages } from './drawn-pages.js';

/** Pixels of a page's width: its smallest writing is about as high then as a network wants it. */
const width = 1000;
/** Characters of a piece of text. */
const limits = { least: 15, most: 60 };
const hands = 3;
/** As files of photographs have it. */
const quality = 85;
/** Pages that are kept, with their images as files have them: those of three windows. */
const mostKept = 18;
/** More than a run has pages. */
const farAway = 2 ** 24;
const mostAttempts = 8;

export class PageDrawer implements DrawnPages {
  private readonly kept = new Map<number, Promise<LayoutSample>>();

  private constructor(private readonly sheets: DrawnSheets) {}

  /** @throws SynthesisError when fonts, or what draws them, are not installed */
  static async open(seed: number): Promise<PageDrawer> {
    const languages = await Promise.all(languageNames.map(openLanguage));
    const sheets = new DrawnSheets({
      texts: generatedTexts(languages, limits, seed),
      fonts: await openFonts(handwritingFamilies),
      seed,
      threads: 1,
      hands,
      look: { width, layouts: layoutNames, photograph: 1, degradation: augmentationOf({ columns: 0, rows: 0 }) },
    });
    return new PageDrawer(sheets);
  }

  page(n: number): Promise<LayoutSample> {
    const known = this.kept.get(n);
    if (known) return known;
    const drawn = this.draw(n);
    this.kept.set(n, drawn);
    for (const first of this.kept.keys()) {
      if (this.kept.size <= mostKept) break;
      this.kept.delete(first);
    }
    return drawn;
  }

  /** A page whose font has not all characters of any of its texts gives way to one of far away. */
  private async draw(n: number, attempt = 0): Promise<LayoutSample> {
    try {
      return sampleOf(await this.sheets.page(n + attempt * farAway), n);
    } catch (error) {
      if (!(error instanceof SynthesisError) || attempt === mostAttempts) throw error;
      return this.draw(n, attempt + 1);
    }
  }

  /** Ends its threads. */
  dispose(): Promise<void> {
    return this.sheets.dispose();
  }
}

async function sampleOf({ raster, page }: DrawnSheet, n: number): Promise<LayoutSample> {
  const name = `drawn page ${n}`;
  const image = { kind: 'bytes', name, bytes: await encodeJpeg(raster, quality) } as const;
  const zones = { unknown: [], empty: [], made: [] };
  const heights = new Map<Line, WritingHeights>(
    page.regions.flatMap(({ lines }) => lines.map((line) => [line, line] as const)),
  );
  const sample = layoutSample({ name, key: `drawn/${n}`, document: 'drawn', image, page, zones, heights });
  if ('reason' in sample) throw new Error(`${name}, of ${linesOf(page).length} lines: ${sample.reason}`);
  return sample;
}
