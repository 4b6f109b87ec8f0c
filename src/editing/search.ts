/** Finding and replacing in the lines of many pages. */
import { DataError } from '../dataset/index.js';
import { linesOf, type Page } from '../page/index.js';
import { withText } from './line-text.js';

export interface FindOptions {
  /** Default: no. */
  readonly caseSensitive?: boolean;
  /** Only where no letter, digit or underscore stands beside what is found. Default: no. */
  readonly wholeWords?: boolean;
  /** Whether the pattern is a regular expression of JavaScript, with the flag u. Default: it is a text. */
  readonly regularExpression?: boolean;
}

export interface PlaceFound {
  /** Among the pages. */
  readonly page: number;
  readonly lineId: string;
  /** From where to before where, among the code points of the line's text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * UTF-16 units of a line that a regular expression is tried on: the time of some grows with the square or cube of it. Lines
 * of writing have a tenth of that.
 */
const longestLine = 5000;

/**
 * Where a pattern stands in the lines of pages, in reading order. What is found has a character at least and does not
 * overlap; it lies within a line.
 * @throws DataError when the pattern is no regular expression, or a line is too long for one
 */
export function findInPages(pages: readonly Page[], pattern: string, options: FindOptions = {}): readonly PlaceFound[] {
  const matches = matcher(pattern, options);
  return pages.flatMap((page, index) =>
    linesOf(page).flatMap(({ id, text }) =>
      matches(text, id).map((match): PlaceFound => {
        const start = [...text.slice(0, match.index)].length;
        return { page: index, lineId: id, start, end: start + [...match[0]].length, text: match[0] };
      }),
    ),
  );
}

/**
 * Pages with another text in each place where a pattern stands; words and glyphs are kept as `withText` does.
 * @param replacement of a regular expression, with `$&` for what was found, `$1` and `$<name>` for its groups, `$$` for $
 * @returns of pages in which nothing changed the very same ones
 * @throws DataError as `findInPages` does
 */
export function replaceInPages(
  pages: readonly Page[],
  pattern: string,
  replacement: string,
  options: FindOptions = {},
): readonly Page[] {
  const matches = matcher(pattern, options);
  const becomes = (match: RegExpExecArray) => (options.regularExpression ? expanded(replacement, match) : replacement);
  return pages.map((page) =>
    linesOf(page).reduce((changed, { id, text }) => {
      const places = matches(text, id);
      return places.length > 0 ? withText(changed, id, replaced(text, places, becomes)) : changed;
    }, page),
  );
}

/** The matches of a pattern in a line's text, but for those of no character. */
function matcher(pattern: string, options: FindOptions): (text: string, lineId: string) => readonly RegExpExecArray[] {
  if (pattern === '') return () => [];
  const expression = expressionOf(pattern, options);
  return (text, lineId) => {
    if (options.regularExpression && text.length > longestLine) throw tooLong(pattern, text, lineId);
    return [...text.matchAll(expression)].filter(([match]) => match !== '');
  };
}

/** @throws DataError */
function expressionOf(
  pattern: string,
  { caseSensitive = false, wholeWords = false, regularExpression = false }: FindOptions,
): RegExp {
  const source = regularExpression ? pattern : pattern.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const flags = caseSensitive ? 'gu' : 'giu';
  try {
    const expression = new RegExp(source, flags);
    // Only what is an expression by itself can stand in parentheses.
    return wholeWords ? new RegExp(`(?<!${ofWord})(?:${source})(?!${ofWord})`, flags) : expression;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw new DataError(
      `pattern: must be a regular expression, got ${pattern} (${reason}). To look for these characters as they are, search for a text`,
      { code: 'data/pattern', details: { value: pattern }, cause: error },
    );
  }
}

const ofWord = '[\\p{L}\\p{M}\\p{N}_]';

function tooLong(pattern: string, { length }: string, lineId: string): DataError {
  return new DataError(
    `line ${lineId}: must have ${longestLine} characters at most for a regular expression, got ${length}. Search for a text, or cut the line`,
    { code: 'data/pattern', details: { value: pattern } },
  );
}

function replaced(
  text: string,
  matches: readonly RegExpExecArray[],
  becomes: (match: RegExpExecArray) => string,
): string {
  let [result, at] = ['', 0];
  for (const match of matches) {
    result += text.slice(at, match.index) + becomes(match);
    at = match.index + match[0].length;
  }
  return result + text.slice(at);
}

/** As String.replace does, but for what stands before and behind. A group that there is not stays as it is written. */
function expanded(replacement: string, match: RegExpExecArray): string {
  return replacement.replace(/\$(?:(\$)|(&)|(\d{1,2})|<([^>]*)>)/g, (sign, dollar, whole, number, name) => {
    if (dollar) return '$';
    if (whole) return match[0];
    if (number !== undefined)
      return Number(number) in match && Number(number) > 0 ? (match[Number(number)] ?? '') : sign;
    return match.groups && name in match.groups ? (match.groups[name] ?? '') : sign;
  });
}
