/** What is found on pages: texts at once, regular expressions on a thread of their own. */
import { editing, type Page } from 'ductus/web';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { messageOf } from '../state/notices.js';
import { openDocument, openPage, type Replaced, sheet } from '../state/open-page.js';
import { readPages } from '../store/documents.js';
import { words } from '../words/index.js';
import { PatternSearch, TooSlowError } from './pattern-search.js';

/** A page with what is on it now: of the open one what is not kept yet, too. */
export interface Searched {
  readonly id: string;
  readonly page: Page;
}

export interface Search {
  readonly pages: readonly Searched[];
  readonly pattern: string;
  readonly options: editing.FindOptions;
}

export interface SearchResult {
  readonly places: readonly editing.PlaceFound[];
  readonly problem?: string | undefined;
  /** Whether it is still being looked for. */
  readonly busy?: boolean;
}

export interface Finder {
  readonly result: SearchResult;
  /** The pages that have another text then. @throws what can be said by `problemOf` */
  replaced(replacement: string): Promise<readonly Replaced[]>;
}

export function useFinder({ pages, pattern, options }: Search): Finder {
  const isExpression = options.regularExpression ?? false;
  const patterns = usePatternSearch();
  const [late, setLate] = useState<{ readonly of: Search; readonly result: SearchResult }>();
  const now = useMemo(() => ({ pages, pattern, options }), [pages, pattern, options]);
  const atOnce = useMemo(() => (isExpression ? undefined : foundAtOnce(now)), [now, isExpression]);
  useEffect(() => {
    if (!isExpression) return undefined;
    let isCurrent = true;
    void foundLater(patterns, now, () => isCurrent).then((result) => {
      if (isCurrent) setLate({ of: now, result });
    });
    return () => {
      isCurrent = false;
    };
  }, [now, isExpression, patterns]);
  const result = atOnce ?? (late?.of === now ? late.result : { places: [], busy: true });
  const replaced = (replacement: string) =>
    isExpression ? replacedLater(patterns, now, replacement) : replacedAtOnce(now, replacement);
  return { result, replaced };
}

export function problemOf(error: unknown): string {
  return error instanceof TooSlowError ? words.value.find.tooSlow : messageOf(error);
}

/** The open page, or all of the document. */
export function useSearched(everywhere: boolean): readonly Searched[] {
  const [others, setOthers] = useState<readonly Searched[]>([]);
  const document = openDocument.value?.id;
  useEffect(() => {
    if (everywhere && document !== undefined) void readPages(document).then(setOthers);
  }, [everywhere, document]);
  const [id, page] = [openPage.value?.id, sheet.value?.page];
  return useMemo(() => {
    if (id === undefined || !page) return [];
    if (!everywhere || others.length === 0) return [{ id, page }];
    return others.map((record) => (record.id === id ? { id, page } : { id: record.id, page: record.page }));
  }, [id, page, everywhere, others]);
}

/** As long as the dialog is open. */
function usePatternSearch(): PatternSearch {
  const kept = useRef<PatternSearch>(undefined);
  kept.current ??= new PatternSearch();
  const patterns = kept.current;
  useEffect(() => () => patterns.dispose(), [patterns]);
  return patterns;
}

const bare = (pages: readonly Searched[]) => pages.map(({ page }) => page);

function foundAtOnce({ pages, pattern, options }: Search): SearchResult {
  try {
    return { places: editing.findInPages(bare(pages), pattern, options) };
  } catch (error) {
    return { places: [], problem: problemOf(error) };
  }
}

async function foundLater(patterns: PatternSearch, search: Search, isWanted: () => boolean): Promise<SearchResult> {
  try {
    return { places: (await patterns.find(bare(search.pages), search, isWanted)) ?? [] };
  } catch (error) {
    return { places: [], problem: problemOf(error) };
  }
}

async function replacedAtOnce({ pages, pattern, options }: Search, replacement: string): Promise<readonly Replaced[]> {
  const replaced = editing.replaceInPages(bare(pages), pattern, replacement, options);
  return changedOf(pages, (page, index) => replaced[index] ?? page);
}

async function replacedLater(patterns: PatternSearch, search: Search, replacement: string) {
  const texts = await patterns.replace(bare(search.pages), search, replacement);
  return changedOf(search.pages, (page, index) =>
    (texts[index] ?? []).reduce((changed, { id, text }) => editing.withText(changed, id, text), page),
  );
}

function changedOf(pages: readonly Searched[], change: (page: Page, index: number) => Page): readonly Replaced[] {
  return pages.flatMap(({ id, page }, index) => {
    const after = change(page, index);
    return after === page ? [] : [{ id, page, after }];
  });
}
