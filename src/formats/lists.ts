/**
 * Lists of images with their texts in one file, as other systems have them:
 *
 * - `path<TAB>text` (Loghi, PaddleOCR; several images of one text as `["a.jpg", "b.jpg"]<TAB>text`)
 * - JSON lines, an object with an image and a text a line
 * - docTR's labels.json, `{"a.jpg": "text"}`
 * - IAM's lines.txt and words.txt, `id ok|err … word|word`
 * - IAM's splits, an id of a form or a line a row: which lines of lines.txt are meant
 * - PyLaia's tables, `path f o r <space> d e t`, whose symbols syms.txt lists
 */
import { parsePoints } from './points.js';
import type { Skipped } from './sample.js';

/** A line of a list. */
export interface ListedLine {
  /** As the list writes it: relative to the list, possibly without an extension. */
  readonly image: string;
  readonly text: string;
  /** Counted from 1; of docTR's labels there are none. */
  readonly row?: number;
}

export interface List {
  readonly format: 'tab' | 'jsonl' | 'labels' | 'iam' | 'iam-split' | 'pylaia';
  /** Of a split these are ids as images, without texts. */
  readonly lines: readonly ListedLine[];
  /** By line of the file. */
  readonly skipped: readonly Skipped[];
}

const listName = /\.(?:tsv|txt|jsonl|json|lst|uttlist)$/i;

/** Whether a file that was named may be a list. Texts of lines are none. */
export function isListFile(path: string): boolean {
  return listName.test(path) && !path.endsWith('.gt.txt');
}

/**
 * @param symbols those that PyLaia's syms.txt lists; a row with another one is skipped
 * @throws Error when the contents are no list that is known
 */
export function readList(path: string, contents: string, symbols?: ReadonlySet<string>): List {
  const text = contents.replace(/^\uFEFF/, '');
  if (path.toLowerCase().endsWith('.json')) return readLabels(text);
  const rows = text.split(/\r?\n/);
  const first = rows.find((row) => row.trim() !== '' && !row.startsWith('#'));
  if (first === undefined) throw new Error('the list is empty');
  if (isSymbolRow(first)) throw new Error('a table of symbols; name the table of lines, such as train.txt');
  const rule = ruleOf(rows);
  if (!rule) {
    throw new Error(
      `no list that is known: a row is "image<TAB>text", a JSON object, one of IAM's or one of PyLaia's; the first is "${first.slice(0, 60)}"`,
    );
  }
  const lines: ListedLine[] = [];
  const skipped: Skipped[] = [];
  rows.forEach((row, index) => {
    if (row.trim() === '' || (row.startsWith('#') && rule.format === 'iam')) return;
    const read = row.includes(undecodable)
      ? 'the row is not valid UTF-8 (nor UTF-16 with a byte order mark)'
      : rule.read(row, symbols);
    if (typeof read === 'string') skipped.push({ name: rowName(path, index + 1), reason: read });
    else lines.push(...read.map((line) => ({ ...line, row: index + 1 })));
  });
  return { format: rule.format, lines, skipped };
}

/** What a decoder writes for bytes that are no text. */
const undecodable = '\uFFFD';

/** How messages name a row. */
export function rowName(path: string, row: number): string {
  return `${path}, line ${row}`;
}

/** So many rows tell what a list is. */
const tellingRows = 1000;

/** What most rows are, the first of them where as many are another: a bad row or a heading says nothing of the rest. */
function ruleOf(rows: readonly string[]): Rule | undefined {
  const telling = rows.filter((row) => row.trim() !== '' && !row.startsWith('#')).slice(0, tellingRows);
  const counts = rules.map((rule) => ({ rule, count: telling.filter(rule.fits).length }));
  const best = counts.reduce((a, b) => (b.count > a.count ? b : a));
  return best.count > 0 ? best.rule : undefined;
}

interface Rule {
  readonly format: List['format'];
  /** Whether a row looks like one of it. */
  readonly fits: (row: string) => boolean;
  /** The lines of a row, or why there are none. */
  read(row: string, symbols?: ReadonlySet<string>): readonly ListedLine[] | string;
}

const iamRow = /^(\S+) (ok|err) (.+)$/;
/** A form, or a line of it. */
const iamId = /^[a-z]\d\d-\d{3}[a-z]?(?:-\d\d)?$/;

const rules: readonly Rule[] = [
  { format: 'jsonl', fits: (row) => row.trimStart().startsWith('{'), read: readObject },
  { format: 'tab', fits: (row) => row.includes('\t'), read: readTabbed },
  { format: 'iam', fits: (row) => iamRow.test(row), read: readIam },
  {
    format: 'iam-split',
    fits: (row) => iamId.test(row.trim()),
    read: (row) => (iamId.test(row.trim()) ? [{ image: row.trim(), text: '' }] : 'not an id of a form or a line'),
  },
  {
    format: 'pylaia',
    fits: (row) => readSymbols(row) !== undefined,
    read: (row, symbols) => readSymbols(row, symbols) ?? 'no row of symbols',
  },
];

const imageKeys = ['image', 'file_name', 'filename', 'file', 'path', 'img', 'image_path'];
const textKeys = ['text', 'label', 'transcription', 'gt', 'sentence'];

function readObject(row: string): readonly ListedLine[] | string {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    return 'not a JSON object';
  }
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const textUnder = (keys: readonly string[]) =>
    keys.map((key) => fields[key]).find((field) => typeof field === 'string');
  const [image, text] = [textUnder(imageKeys), textUnder(textKeys)];
  if (typeof image !== 'string' || image.trim() === '') return `none of ${imageKeys.join(', ')} names an image`;
  if (typeof text !== 'string') return `none of ${textKeys.join(', ')} has a text`;
  return [{ image, text }];
}

function readLabels(contents: string): List {
  const value: unknown = JSON.parse(contents);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error('labels must be an object of images with their texts');
  }
  const lines: ListedLine[] = [];
  const skipped: Skipped[] = [];
  for (const [image, text] of Object.entries(value)) {
    if (`${image}${text}`.includes(undecodable)) skipped.push({ name: image, reason: 'the label is not valid UTF-8' });
    else if (typeof text === 'string') lines.push({ image, text });
    else skipped.push({ name: image, reason: 'the label is no text' });
  }
  return { format: 'labels', lines, skipped };
}

function readTabbed(row: string): readonly ListedLine[] | string {
  const at = row.indexOf('\t');
  if (at < 0) return 'no tab between image and text';
  const [left, text] = [row.slice(0, at).trim(), row.slice(at + 1)];
  if (left === '') return 'no image before the tab';
  if (!left.startsWith('[')) return [{ image: left, text }];
  try {
    const images: unknown = JSON.parse(left);
    if (!Array.isArray(images) || images.some((image) => typeof image !== 'string' || image === '')) {
      return 'the list of images has something else than names';
    }
    return images.map((image: string) => ({ image, text }));
  } catch {
    return 'the list of images is not JSON';
  }
}

/**
 * lines.txt: id, ok or err, grey level, components, x y w h, words joined by |. words.txt: one number fewer, and a
 * grammatical tag before the word. A line whose words were badly cut apart is a good line; a word is not.
 */
function readIam(row: string): readonly ListedLine[] | string {
  const [, id = '', state, rest = ''] = iamRow.exec(row) ?? [];
  const parts = id.split('-');
  const fields = rest.split(' ');
  const [form, writer] = [parts[0] ?? '', parts.slice(0, 2).join('-')];
  if (parts.length === 4) {
    if (state === 'err') return 'IAM marks the word as badly cut out (err)';
    return [{ image: `words/${form}/${writer}/${id}.png`, text: fields.slice(6).join(' ') }];
  }
  if (parts.length !== 3 || !parsePoints(fields.slice(0, 6).join(' ')))
    return "not a row of IAM's lines.txt or words.txt";
  return [{ image: `lines/${form}/${writer}/${id}.png`, text: fields.slice(6).join(' ').replaceAll('|', ' ') }];
}

/** Symbols are single characters, or names in angle brackets of which only <space> is a character. */
function readSymbols(row: string, listed?: ReadonlySet<string>): readonly ListedLine[] | string | undefined {
  const [image, ...symbols] = row.trim().split(/ +/);
  const known = symbols.every((symbol) => [...symbol.normalize('NFC')].length === 1 || /^<\w+>$/.test(symbol));
  if (!image || symbols.length === 0 || !known) return undefined;
  const foreign = listed && symbols.find((symbol) => !listed.has(symbol));
  if (foreign !== undefined) return `the symbol ${foreign} is not in syms.txt`;
  return [{ image, text: symbols.map((symbol) => (symbol === '<space>' ? ' ' : symbol)).join('') }];
}

/** `<ctc> 0`, the first row of syms.txt. */
function isSymbolRow(row: string): boolean {
  return /^<\w+> \d+$/.test(row.trim());
}

/** The symbols of PyLaia's syms.txt: a symbol and its number a row. */
export function readSymbolTable(contents: string): ReadonlySet<string> {
  const rows = contents.replace(/^\uFEFF/, '').split(/\r?\n/);
  return new Set(rows.flatMap((row) => /^(\S+)\s+\d+$/.exec(row.trim())?.[1] ?? []));
}
