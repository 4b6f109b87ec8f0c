/** What was matched and what not, as a table. */
import { tsvRow } from '../formats/index.js';
import type { AlignedDocuments, DocumentLine } from './align-documents.js';

const columns = ['kind', 'document', 'line', 'confidence', 'fit', 'errors', 'start', 'end', 'text', 'read'] as const;

/**
 * A row for each line in reading order, `matched` or `line` without a text, and then one for each `text` that no line has.
 * `start` and `end` count characters of the text, what is white as one.
 */
export function alignedTable({ lines, unmatched }: AlignedDocuments): string {
  const rows = [
    ...lines.map(lineRow),
    ...unmatched.map(({ start, end, text, confidence }) =>
      tsvRow(['text', '', '', decimal(confidence), '', '', start, end, text, '']),
    ),
  ];
  return [tsvRow(columns), ...rows, ''].join('\n');
}

function lineRow({ document, id = '', text, place, confidence, fit, read }: DocumentLine): string {
  return tsvRow([
    text === undefined ? 'line' : 'matched',
    document.path,
    id,
    decimal(confidence),
    fit ? decimal(fit.fit) : '',
    fit ? decimal(fit.errors) : '',
    place?.start ?? '',
    place?.end ?? '',
    text ?? '',
    read,
  ]);
}

function decimal(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}
