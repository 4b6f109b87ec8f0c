/** What is drawn a moment later than the rest: all of a page at once would block the interface for too long. */
import type { Page } from 'ductus/web';
import { useEffect, useState } from 'preact/hooks';

/** Rows that are drawn at once. */
const firstRows = 8;
/** Rows that are drawn in each of the moments after. */
const moreRows = 16;

/** The page with the first lines of a page a moment later than its list has them. */
export function useShownPage(page: Page): Page {
  const [shown, setShown] = useState(page);
  const isEmpty = page.regions.length === 0;
  const waits = !isEmpty && shown.regions.length === 0;
  useEffect(() => {
    if (!waits && !isEmpty) return undefined;
    const timer = setTimeout(() => setShown(page));
    return () => clearTimeout(timer);
  }, [page, waits, isEmpty]);
  return waits ? shown : page;
}

/** How many of a page's lines are in the list: a few at first, soon all. */
export function useShownRows(page: string | undefined, lines: number): number {
  const [shown, setShown] = useState({ page, rows: firstRows });
  const starts = shown.page !== page || lines === 0;
  const rows = starts ? firstRows : shown.rows;
  useEffect(() => {
    if (starts) setShown({ page, rows });
    if (rows >= lines) return undefined;
    const timer = setTimeout(() => setShown({ page, rows: rows + moreRows }));
    return () => clearTimeout(timer);
  }, [page, lines, starts, rows]);
  return rows;
}
