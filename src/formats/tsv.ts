/** Lines of pages as a table: tabs between columns, tabs and line ends in texts as \t, \n, \r, and \ as \\. */
import { known } from '../known.js';
import type { Line, Page, Region } from '../page/index.js';
import { parsePoints } from './points.js';

const columns = ['image', 'region', 'line', 'confidence', 'polygon', 'baseline', 'text'] as const;

export function writeTsv(pages: readonly Page[]): string {
  const rows = pages.flatMap(({ image, regions }) =>
    regions.flatMap((region) => region.lines.map((line) => rowOf(image, region, line))),
  );
  return [columns.join('\t'), ...rows, ''].join('\n');
}

function rowOf(image: string, region: Region, { id, text, confidence, polygon, baseline }: Line): string {
  const points = (list: Line['polygon']) => list?.map((point) => point.join(',')).join(' ') ?? '';
  const fields = [image, region.id, id, confidence ?? '', points(polygon), points(baseline), text];
  return tsvRow(fields);
}

/** A row of a table, escaped. */
export function tsvRow(fields: readonly (string | number)[]): string {
  return fields.map((field) => escaped(String(field))).join('\t');
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const plain = Object.fromEntries(Object.entries(escapes).map(([sign, written]) => [written, sign]));

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (sign) => known(escapes[sign], 'the escape of a sign'));
}

function plainly(field: string): string {
  return field.replace(/\\[\\tnr]/g, (written) => known(plain[written], 'the sign of an escape'));
}

/** @throws Error that names the row */
export function readTsv(table: string): readonly Page[] {
  const [head, ...rows] = table.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (head !== columns.join('\t')) throw new Error(`the table's first row must be ${columns.join(', ')}`);
  const pages = new Map<string, Map<string, Line[]>>();
  rows.forEach((row, index) => {
    if (row === '') return;
    const fields = row.split('\t').map(plainly);
    if (fields.length !== columns.length) {
      throw new Error(`row ${index + 2} of the table must have ${columns.length} columns, got ${fields.length}`);
    }
    const [image, region, id, confidence, outline, base, text] = fields as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const [polygon, baseline] = [parsePoints(outline), parsePoints(base)];
    const regions = pages.get(image) ?? new Map<string, Line[]>();
    const lines = regions.get(region) ?? [];
    pages.set(image, regions.set(region, lines));
    lines.push({
      id,
      text,
      ...(confidence === '' ? {} : { confidence: Number(confidence) }),
      ...(polygon ? { polygon } : {}),
      ...(baseline ? { baseline } : {}),
    });
  });
  return [...pages].map(([image, regions]) => ({
    image,
    width: 0,
    height: 0,
    regions: [...regions].map(([id, lines]) => ({ id, lines })),
  }));
}
