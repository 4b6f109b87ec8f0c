/** PAGE XML that is changed in place. */
import type { Line, Page, Region } from '../../page/index.js';
import { customIndex, orderedLines, orderedRegions, regionElements } from '../page-xml.js';
import { child, childrenOf } from '../xml.js';
import { Ids } from '../xml-writer.js';
import type { PageSource } from './changes.js';
import { freeIds, goneIds } from './ids.js';
import { Habits } from './new-elements.js';
import { changeLine, newLine, type PageHabits } from './page-line.js';
import { orderLines, orderRegions } from './page-order.js';
import { dropPageReferences } from './page-references.js';
import { changeRegion, newRegion, removeRegion } from './page-region.js';
import type { PlannedRegion } from './plan.js';
import { type SourceElement, withinSource } from './source.js';

/** What may follow the lines of a region, in the order of the schema. */
const regionOrder = ['TextLine', 'TextEquiv', 'TextStyle'];

/** @param page the element Page of the root */
export function pageSource(root: SourceElement, page: SourceElement): PageSource {
  const habits = new Habits(root);
  const elements = [...withinSource(page)];
  const isOld =
    /\/20(09|10)-/.test(root.namespace) ||
    elements.some(({ name, parent }) => name === 'Point' && parent?.name === 'Coords');
  const usual = elements.some((element) => element.name === 'TextLine' && customIndex(element) !== undefined);
  const idsBefore = new Set(idsIn(root));
  let ids = new Ids(idsBefore);
  const about = (): PageHabits => ({ habits, ids, isOld });
  return {
    regions: () => orderedRegions(page).map((element) => ({ element, lines: orderedLines<SourceElement>(element) })),
    reserveIds(before: Page, plan: readonly PlannedRegion[]) {
      ids = freeIds(idsBefore, before, plan);
    },
    changeLine: (element: SourceElement, before: Line, after: Line) => changeLine(about(), element, before, after),
    makeLine: (line: Line) => habits.make(newLine(about(), line)),
    addLine(region, line, behind) {
      const [first] = childrenOf<SourceElement>(region, 'TextLine');
      if (behind) habits.addAfter(behind, line);
      else if (first) habits.addBefore(first, line);
      else habits.addInOrder(region, line, regionOrder);
    },
    orderLines: (region, wanted, fresh) => orderLines(region, wanted, fresh, usual),
    changeRegion: (element, before: Region, after: Region) => changeRegion(about(), element, before, after),
    makeRegion: (region) => habits.make(newRegion(about(), region)),
    addRegion(region, behind) {
      const [first] = regionElements<SourceElement>(page);
      if (behind) habits.addAfter(outermost(page, behind), region);
      else if (first) habits.addBefore(first, region);
      else habits.addLast(page, region);
    },
    removeRegion,
    orderRegions: (wanted, fresh) => orderRegions({ page, habits, ids }, wanted, fresh),
    dropReferences: () => dropPageReferences(page, goneIds(idsBefore, idsIn(root))),
  };
}

function idsIn(root: SourceElement): readonly string[] {
  return [...withinSource(root)].flatMap(({ attributes }) => attributes.get('id') ?? []);
}

/** What of a page a region lies in. */
function outermost(page: SourceElement, region: SourceElement): SourceElement {
  return !region.parent || region.parent === page ? region : outermost(page, region.parent);
}

/** Tells when a page was changed last, where it tells anything of the kind. */
export function setLastChange(root: SourceElement, date: string): void {
  const metadata = child(root, 'Metadata');
  if (!metadata) return;
  const habits = new Habits(root);
  const there = child(metadata, 'LastChange');
  const created = child(metadata, 'Created');
  if (there) there.setText(date);
  else if (created) habits.addAfter(created, habits.make({ name: 'LastChange', inside: date }));
}
