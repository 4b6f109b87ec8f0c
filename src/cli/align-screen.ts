/** What became of pages and their text, on the screen and as JSON. */
import type { AlignedDocuments, AlignedFolder, DocumentLine } from '../recognition/node.js';
import { count, percent, print, printError, printJson, Screen } from './screen.js';

export class AlignScreen {
  private readonly screen = new Screen();

  constructor(private readonly folder: AlignedFolder) {}

  progress(stage: 'read' | 'align', done: number, all: number): void {
    const what =
      stage === 'read' ? `read ${done} of ${count(all, 'file')}` : `aligned ${done} of ${count(all, 'line')}`;
    this.screen.progress(what);
  }

  clear(): void {
    this.screen.clear();
  }

  /** Also sets the exit code. */
  printSkipped({ skipped }: AlignedDocuments): void {
    for (const { name, reason, detail } of skipped) {
      printError(`ductus: skipped ${name}: ${reason}${detail ? ` (${detail})` : ''}`);
    }
    if (skipped.length > 0) process.exitCode ||= 1;
  }

  /** @param left texts of lines that were in the folder before and are no result now */
  printResult(aligned: AlignedDocuments, left: readonly string[], asJson: boolean): void {
    if (asJson) printJson(resultAsJson(this.folder.path, aligned, left));
    else this.printCounts(aligned);
    const [first] = left;
    if (first !== undefined) {
      printError(
        `ductus: ${count(left.length, 'text')} of before ${left.length === 1 ? 'is' : 'are'} still in ${this.folder.lines}, such as ${first}; take them away before you train with the folder`,
      );
    }
    this.printSkipped(aligned);
  }

  private printCounts({ lines, unmatched }: AlignedDocuments): void {
    const matched = lines.filter(({ text }) => text !== undefined).length;
    print(
      `${count(matched, 'line')} of ${lines.length.toLocaleString('en-US')} matched (${percent(matched / lines.length)}), in ${this.folder.path}`,
    );
    const characters = unmatched.reduce((sum, { text }) => sum + [...text].length, 0);
    const parts =
      unmatched.length === 0
        ? ''
        : `; ${count(unmatched.length, 'part')} of the text, ${count(characters, 'character')}`;
    const rest = lines.length - matched;
    if (rest > 0 || unmatched.length > 0) {
      print(`not matched: ${count(rest, 'line')}${parts}. All is listed in ${this.folder.table}`);
    }
  }
}

function resultAsJson(out: string, { lines, unmatched, skipped }: AlignedDocuments, left: readonly string[]): object {
  const rest = lines.filter(({ text }) => text === undefined);
  return {
    out,
    lines: lines.length,
    matched: lines.length - rest.length,
    unmatchedLines: rest.map(lineAsJson),
    unmatchedText: unmatched,
    left,
    skipped,
  };
}

function lineAsJson({ document, id, read, confidence, fit }: DocumentLine): object {
  return { document: document.path, ...(id === undefined ? {} : { line: id }), read, confidence, ...fit };
}
