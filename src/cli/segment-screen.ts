/** Pages whose lines were found on the screen: counts, and what may be wrong with which. */
import type { Skipped } from '../formats/index.js';
import { type LayoutWarning, layoutWarnings, type ShownPage } from '../layout/index.js';
import type { SegmentedPage } from '../layout/node.js';
import { linesOf } from '../page/index.js';
import { printable } from '../text/index.js';
import { count, print, printError } from './screen.js';
import { summariseSkipped } from './training-screen.js';

/** Collects what becomes of pages. */
export class Segmentation {
  readonly pages: (ShownPage & { readonly key: string })[] = [];
  private readonly skipped: Skipped[] = [];
  private readonly warnings: Skipped[] = [];

  add(key: string, { path, page, layout }: SegmentedPage): void {
    const said = layout.warnings.map(sentenceOf);
    this.pages.push({ key, name: key, page, warnings: said });
    this.warnings.push(...said.map((sentence) => ({ name: path, reason: sentence.replace(/\.$/, '') })));
  }

  skip(problem: Skipped): void {
    this.skipped.push(problem);
  }

  /** Warnings and what was skipped go to standard error, and set the exit code. */
  report(json: boolean, by: string, out: string): void {
    const { pages, skipped, warnings } = this;
    const lines = pages.reduce((sum, { page }) => sum + linesOf(page).length, 0);
    const regions = pages.reduce((sum, { page }) => sum + page.regions.length, 0);
    for (const line of summariseSkipped(warnings)) printError(`warning: ${line}`);
    for (const { name, reason, detail } of skipped) {
      printError(`ductus: skipped ${printable(`${name}: ${reason}${detail ? ` (${detail})` : ''}`)}`);
    }
    if (skipped.length > 0) process.exitCode ||= 1;
    if (json || pages.length === 0) return;
    print(
      `${count(lines, 'line')} in ${count(regions, 'region')} on ${count(pages.length, 'page')}, found by ${by}; written to ${out}`,
    );
  }
}

function sentenceOf({ code, count: lines }: LayoutWarning): string {
  return `${layoutWarnings[code]}${lines === undefined ? '' : ` (${lines})`}`;
}
