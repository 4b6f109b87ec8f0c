/** How the regions and lines of a file become those of a page: what is alike in all formats. */
import type { Line, Page, Region } from '../../page/index.js';
import { type Planned, type PlannedRegion, planChanges, type RegionSource } from './plan.js';
import type { SourceElement } from './source.js';

/** What a format has to do of its own. */
export interface PageSource {
  /** All regions that the reader takes, in its order, as the file is now. */
  regions(): readonly RegionSource[];
  /** Told once, before anything is written. */
  reserveIds(before: Page, plan: readonly PlannedRegion[]): void;
  changeLine(element: SourceElement, before: Line, after: Line): void;
  makeLine(line: Line, region: SourceElement): SourceElement;
  /** Puts a line into a region, right behind another one or as its first. */
  addLine(region: SourceElement, line: SourceElement, behind: SourceElement | undefined): void;
  /** @param fresh lines that were not in the region */
  orderLines(region: SourceElement, wanted: readonly SourceElement[], fresh: ReadonlySet<SourceElement>): void;
  changeRegion(element: SourceElement, before: Region, after: Region): void;
  /** A region without its lines. */
  makeRegion(region: Region): SourceElement;
  addRegion(region: SourceElement, behind: SourceElement | undefined): void;
  /** Takes out a region that has no lines any more. */
  removeRegion(region: SourceElement): void;
  /** @param fresh regions that were not there */
  orderRegions(wanted: readonly SourceElement[], fresh: ReadonlySet<SourceElement>): void;
  /** Takes out whatever refers to ids that are gone. */
  dropReferences(): void;
}

/** @throws XmlError when the page before is another one than the file's */
export function applyChanges(source: PageSource, before: Page, after: Page): void {
  const sources = source.regions();
  const plan = planChanges(sources, before, after);
  source.reserveIds(before, plan);
  removeLines(sources, plan);
  removeRegions(source, sources, plan);
  const regions = placeRegions(source, plan);
  for (const { element, planned } of regions) {
    placeLines(source, element, planned.lines);
    if (planned.existing) source.changeRegion(element, planned.existing.before, planned.after);
  }
  source.dropReferences();
  const fresh = new Set(regions.flatMap(({ element, planned }) => (planned.existing ? [] : [element])));
  source.orderRegions(
    regions.map(({ element }) => element),
    fresh,
  );
}

/** Lines that are gone, or that belong into another region, leave theirs. */
function removeLines(sources: readonly RegionSource[], plan: readonly PlannedRegion[]): void {
  const stays = new Set<SourceElement>();
  for (const { existing, lines } of plan) {
    for (const line of lines) {
      if (existing && line.existing?.element.parent === existing.element) stays.add(line.existing.element);
    }
  }
  for (const { element, lines } of sources) for (const line of lines) if (!stays.has(line)) element.remove(line);
}

/** What lies within others goes first, so that those are free of it. */
function removeRegions(source: PageSource, sources: readonly RegionSource[], plan: readonly PlannedRegion[]): void {
  const kept = new Set(plan.map(({ existing }) => existing?.element));
  const gone = sources.map(({ element }) => element).filter((element) => !kept.has(element));
  for (const element of [...gone].sort((a, b) => depthOf(b) - depthOf(a))) source.removeRegion(element);
}

function depthOf({ parent }: SourceElement): number {
  return parent ? 1 + depthOf(parent) : 0;
}

interface PlacedRegion {
  readonly element: SourceElement;
  readonly planned: PlannedRegion;
}

function placeRegions(source: PageSource, plan: readonly PlannedRegion[]): readonly PlacedRegion[] {
  let behind: SourceElement | undefined;
  return plan.map((planned) => {
    const element = planned.existing?.element ?? source.makeRegion(planned.after);
    if (!planned.existing) source.addRegion(element, behind);
    behind = element;
    return { element, planned };
  });
}

function placeLines(source: PageSource, region: SourceElement, lines: readonly Planned<Line>[]): void {
  const fresh = new Set<SourceElement>();
  let behind: SourceElement | undefined;
  const elements = lines.map(({ existing, after }) => {
    const element = existing?.element ?? source.makeLine(after, region);
    if (element.parent !== region) {
      fresh.add(element);
      source.addLine(region, element, behind);
    }
    if (existing) source.changeLine(element, existing.before, after);
    behind = element;
    return element;
  });
  source.orderLines(region, elements, fresh);
}
