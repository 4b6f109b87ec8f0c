/** What a person may do to a page, drawn at random, and what of it a file can say. */
import fc from 'fast-check';
import {
  type Box,
  boxAround,
  boxPolygon,
  type Line,
  linesOf,
  type Page,
  type Point,
  type Region,
} from '../src/page/index.js';

const point = fc.tuple(fc.nat(900), fc.nat(900)) as fc.Arbitrary<Point>;
const outline = fc.array(point, { minLength: 3, maxLength: 5 });
const kinds = [
  ...[
    'text',
    'text and words',
    'no text',
    'outline',
    'baseline',
    'no baseline',
    'delete line',
    'add line',
    'join lines',
  ],
  ...['cut line', 'move line', 'carry line', 'add region', 'delete region', 'type', 'region outline', 'move region'],
] as const;

interface Edit {
  readonly kind: (typeof kinds)[number];
  /** What it is about, and where that goes, both modulo how many there are. */
  readonly which: number;
  readonly where: number;
  readonly text: string;
  readonly outline: readonly Point[];
}

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('two words', 'a <b> & "c" \'d\'', ' x  y ', 'ab-', ']]>'),
  )
  .map((s) => s.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''));

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), which: fc.nat(999), where: fc.nat(999), text, outline }),
  { minLength: 1, maxLength: 5 },
);

export function applyEdits(page: Page, steps: readonly Edit[]): Page {
  return steps.reduce((now, step, n) => applyEdit(now, step, `new${n}`), page);
}

function applyEdit(page: Page, edit: Edit, id: string): Page {
  const regions = page.regions.map((region) => ({ ...region, lines: [...region.lines] }));
  const withLines = regions.filter(({ lines }) => lines.length > 0);
  const region = withLines[edit.which % withLines.length];
  if (!region) return page;
  const at = edit.where % region.lines.length;
  const line = region.lines[at];
  if (!line) return page;
  const { kind, outline, text } = edit;
  const replace = (...lines: readonly Line[]) => region.lines.splice(at, 1, ...lines);
  const target = regions[edit.where % regions.length];
  switch (kind) {
    case 'text': {
      const { untranscribed: _, ...kept } = line;
      replace({ ...kept, text: `${text}${id}` });
      break;
    }
    case 'text and words': {
      const { untranscribed: _, confidence: _conf, ...kept } = line;
      const words = [...(line.words ?? []).slice(0, 2), { id: `${id}w`, text: id, polygon: outline }];
      replace({ ...kept, text: words.map((word) => word.text).join(' '), words });
      break;
    }
    case 'no text': {
      const { words: _, confidence: _conf, ...kept } = line;
      replace({ ...kept, text: '', untranscribed: true });
      break;
    }
    case 'outline':
      replace({ ...line, polygon: outline });
      break;
    case 'baseline':
      replace({ ...line, baseline: outline.slice(0, 2) });
      break;
    case 'no baseline': {
      const { baseline: _, ...kept } = line;
      replace(kept);
      break;
    }
    case 'delete line':
      replace();
      break;
    case 'add line':
      replace({ id, text, polygon: outline, baseline: outline.slice(1) }, line);
      break;
    case 'join lines': {
      const { words: _, untranscribed: _un, confidence: _conf, ...kept } = line;
      const next = region.lines[at + 1];
      if (next) region.lines.splice(at, 2, { ...kept, text: `${line.text} ${next.text}${id}` });
      break;
    }
    case 'cut line': {
      const { untranscribed: _, confidence: _conf, words = [], ...kept } = line;
      const [first, second] = [words.slice(0, 1), words.slice(1)];
      const join = (list: typeof words) => list.map((word) => word.text).join(' ');
      if (second.length === 0) replace({ ...kept, text: `a${id}` }, { id, text: 'b', polygon: outline });
      else
        replace(
          { id, text: join(first), words: first, polygon: outline },
          { ...kept, text: join(second), words: second },
        );
      break;
    }
    case 'move line':
      replace();
      region.lines.splice(edit.which % (region.lines.length + 1), 0, line);
      break;
    case 'carry line':
      replace();
      target?.lines.splice(edit.which % (target.lines.length + 1), 0, line);
      break;
    case 'add region': {
      const type = text.length % 2 ? 'heading' : 'MainZone';
      const added: Region = { id, type, polygon: outline, lines: [{ id: `${id}l`, text, polygon: outline }] };
      return { ...page, regions: regions.toSpliced(edit.where % (regions.length + 1), 0, added) };
    }
    case 'delete region':
      return { ...page, regions: regions.filter((kept) => kept !== region) };
    case 'type':
    case 'region outline': {
      const change =
        kind === 'type' ? { type: ['footnote', 'NoteZone', 'other'][edit.where % 3] ?? '' } : { polygon: outline };
      return { ...page, regions: regions.map((kept) => (kept === region ? { ...region, ...change } : kept)) };
    }
    case 'move region': {
      const others = regions.filter((kept) => kept !== region);
      return { ...page, regions: others.toSpliced(edit.where % (others.length + 1), 0, region) };
    }
  }
  return { ...page, regions };
}

/** The page as a file can say it after an edit. */
export function sayable(before: Page, after: Page, format: 'PAGE' | 'ALTO'): Page {
  const lines = new Map(linesOf(before).map((line) => [line.id, line]));
  const regions = after.regions.map((region): Region => {
    const said = region.lines.map((line) => sayableLine(lines.get(line.id), line));
    if (format === 'PAGE') return { ...region, lines: said };
    const { type: _, ...kept } = region;
    return { ...kept, lines: said.map((line) => inAlto(lines.get(line.id), line)) };
  });
  return { ...before, regions: format === 'PAGE' ? regions.filter((region) => region.lines.length > 0) : regions };
}

/** What a person wrote has no confidence, and no words that say something else. */
function sayableLine(before: Line | undefined, after: Line): Line {
  if (!before || before.text === after.text) return after;
  const { confidence, words, ...kept } = after;
  const isStale = words === before.words && words?.map((word) => word.text).join(' ') !== after.text;
  return {
    ...kept,
    ...(confidence === undefined || confidence === before.confidence ? {} : { confidence }),
    ...(words && words.length > 0 && !isStale ? { words } : {}),
  };
}

/** Of a line without words one string has all; the line's confidence has no place. */
function inAlto(before: Line | undefined, after: Line): Line {
  const { confidence: _, untranscribed, words, ...kept } = after;
  if (before && before.text === after.text && before.untranscribed === untranscribed && words === before.words) {
    return after;
  }
  if (words?.map((word) => word.text).join(' ') === after.text) return { ...kept, words };
  const [only, ...others] = before?.words ?? [];
  if (only && others.length === 0) {
    const { confidence, glyphs, ...word } = only;
    const same =
      only.text === after.text
        ? { ...(confidence === undefined ? {} : { confidence }), ...(glyphs ? { glyphs } : {}) }
        : {};
    return { ...kept, words: [{ ...word, ...same, text: after.text }] };
  }
  const box: Box | undefined = boxAround(after.polygon);
  return { ...kept, words: [{ text: after.text, ...(box ? { polygon: boxPolygon(box) } : {}) }] };
}

/** The ids of lines that are as they were. */
export function untouchedLines(before: Page, after: Page): readonly string[] {
  const lines = new Map(linesOf(before).map((line) => [line.id, line]));
  return linesOf(after)
    .filter((line) => lines.get(line.id) === line && line.id !== '')
    .map(({ id }) => id);
}
