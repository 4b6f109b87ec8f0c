/** Pages whose lines were found on the screen: counts, and what may be wrong with which. */
import type { Skipped } from '../formats/index.js';
import { type LayoutWarning, layoutWarnings, type ShownPage } from '../layout/index.js';
import type { SegmentedPage } from '../layout/node.js';
import { linesOf, type Page } from '../page/index.js';
import { printable } from '../text/index.js';
import { count, print, printError } from './screen.js';
import { summariseSkipped } from './training-screen.js';

/** Collects what becomes of pages. */
export class Segmentation {
  private readonly shown = new Map<string, ShownPage>();
  private readonly skipped: Skipped[] = [];
  private readonly warnings: Skipped[] = [];
  private readonly counts = { pages: 0, lines: 0, regions: 0 };

  /**
   * @param shows whether pages are kept, to be shown
   * @param before pages whose lines were found before
   */
  constructor(
    private readonly shows: boolean,
    private readonly before: number,
  ) {}

  add(key: string, { path, page, layout }: SegmentedPage): void {
    const said = layout.warnings.map(sentenceOf);
    this.show(key, page, said);
    this.counts.pages++;
    this.counts.lines += linesOf(page).length;
    this.counts.regions += page.regions.length;
    this.warnings.push(...said.map((sentence) => ({ name: path, reason: sentence.replace(/\.$/, '') })));
  }

  show(key: string, page: Page, warnings: readonly string[] = []): void {
    if (this.shows) this.shown.set(key, { name: key, page, warnings });
  }

  /** What is to be shown of a page; nothing of one that was skipped. */
  shownOf(key: string): ShownPage | undefined {
    return this.shown.get(key);
  }

  skip(problem: Skipped): void {
    this.skipped.push(problem);
  }

  /** Warnings and what was skipped go to standard error, and set the exit code. */
  report(json: boolean, by: string, out: string): void {
    const { skipped, warnings, before } = this;
    const { pages, lines, regions } = this.counts;
    for (const line of summariseSkipped(warnings)) printError(`warning: ${line}`);
    for (const { name, reason, detail } of skipped) {
      printError(`ductus: skipped ${printable(`${name}: ${reason}${detail ? ` (${detail})` : ''}`)}`);
    }
    if (skipped.length > 0) process.exitCode ||= 1;
    if (json || pages + before === 0) return;
    const again = before > 0 ? `; ${count(before, 'page')} found before` : '';
    print(
      `${count(lines, 'line')} in ${count(regions, 'region')} on ${count(pages, 'page')}, found by ${by}; written to ${out}${again}`,
    );
  }
}

function sentenceOf({ code, count: lines }: LayoutWarning): string {
  return `${layoutWarnings[code]}${lines === undefined ? '' : ` (${lines})`}`;
}
