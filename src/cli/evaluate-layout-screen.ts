/** An evaluation of page layout on the screen, and as JSON. */
import {
  bySet,
  type LayoutSummary,
  type PageLayoutScore,
  summariseLayouts,
  worstLayouts,
} from '../evaluation/index.js';
import type { LayoutEvaluation } from '../evaluation/node.js';
import { printable } from '../text/index.js';
import { count, percent, print, printError } from './screen.js';
import { summariseSkipped } from './training-screen.js';

export function layoutsAsJson({ pages, skipped }: LayoutEvaluation): object {
  return {
    ...summariseLayouts(pages),
    sets: bySet(pages).map(({ set, pages: ofSet }) => ({ set, ...summariseLayouts(ofSet) })),
    named: pages.map(pageAsJson),
    missing: pages.flatMap(({ name, missing }) => (missing ? [name] : [])),
    skipped,
  };
}

function pageAsJson({
  name,
  set,
  baselines,
  overlap,
  order,
  missed,
  split,
  merged,
  nothing,
  ignored,
}: PageLayoutScore) {
  const { precision, recall, f, withoutIgnored } = baselines;
  return {
    name,
    set,
    scores: { precision, recall, f },
    withoutIgnored,
    overlap,
    order,
    missed,
    split,
    merged,
    nothing,
    ignored,
  };
}

const shownWorst = 5;
const shownIds = 8;
const columns = ['pages', 'lines', 'P', 'R', 'F', "P'", "F'", 'IoU', 'order', 'missed', 'split', 'merged', 'none'];

/** A row for each set, what the columns are, and the worst pages with their lines by name. */
export function printLayouts({ pages }: LayoutEvaluation): void {
  const sets = bySet(pages).map(({ set, pages: ofSet }) => [printable(set), cellsOf(summariseLayouts(ofSet))] as const);
  const rows = [
    ['set', columns] as const,
    ...sets,
    ...(sets.length > 1 ? [['all', cellsOf(summariseLayouts(pages))] as const] : []),
  ];
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const widths = columns.map((_, at) => Math.max(...rows.map(([, cells]) => cells[at]?.length ?? 0)));
  for (const [name, cells] of rows) {
    print(`${name.padEnd(nameWidth)}  ${cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ')}`);
  }
  print(
    "P' and F' leave out what was found in zones of which the reference says nothing; none: lines where there is none",
  );
  const worst = worstLayouts(pages).filter(({ baselines }) => baselines.withoutIgnored.f < 1);
  if (worst.length > 0) print('worst pages:');
  for (const page of worst.slice(0, shownWorst)) printPage(page);
}

function cellsOf({
  pages,
  trueLines,
  scores,
  withoutIgnored,
  overlap,
  order,
  ...counts
}: LayoutSummary): readonly string[] {
  return [
    String(pages),
    String(trueLines),
    ...[scores.precision, scores.recall, scores.f, withoutIgnored.precision, withoutIgnored.f].map((x) => x.toFixed(3)),
    overlap === undefined ? '–' : percent(overlap),
    percent(order.kendall),
    ...[counts.missed, counts.split, counts.merged, counts.nothing].map(String),
  ];
}

function printPage({ name, baselines, missed, split, merged, nothing }: PageLayoutScore): void {
  const { precision, recall, f } = baselines.withoutIgnored;
  print(`  ${printable(name)}: F' ${f.toFixed(3)} (P' ${precision.toFixed(3)}, R ${recall.toFixed(3)})`);
  for (const [what, ids] of [
    ['missed', missed],
    ['split', split],
    ['merged', merged],
    ['none', nothing],
  ] as const) {
    if (ids.length === 0) continue;
    const more = ids.length > shownIds ? ` and ${ids.length - shownIds} more` : '';
    print(`    ${what}: ${printable(ids.slice(0, shownIds).join(', '))}${more}`);
  }
}

/** Figures over predictions that are not all there, or pages that can't be used, are no success. */
export function complainOfLayouts({ pages, skipped }: LayoutEvaluation, folder: string | undefined): void {
  const missing = pages.filter((page) => page.missing);
  if (missing.length > 0) {
    const names = missing.slice(0, 20).map(({ name }) => `\n  ${printable(name)}`);
    printError(
      `ductus: ${count(missing.length, 'page')} counted as without lines, since no NAME.xml, NAME.alto.xml or NAME.json is in ${folder}:${names.join('')}`,
    );
  }
  if (skipped.length > 0) {
    printError(`ductus: ${count(skipped.length, 'file')} could not be compared:`);
    for (const line of summariseSkipped(skipped)) printError(`  ${line}`);
  }
  if (missing.length + skipped.length > 0) process.exitCode ||= 1;
}
