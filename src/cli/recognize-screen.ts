/** Documents that were read on the screen, and as JSON; and what could not be read. */
import { linesOf } from '../page/index.js';
import type { ReadDocument, UnreadDocument } from '../recognition/node.js';
import { printable } from '../text/index.js';
import { print, printError } from './screen.js';

/** A row for each line: name, confidence and text. */
export function printDocument({ document: { path }, page, line }: ReadDocument): void {
  for (const { id, text, confidence = 0 } of linesOf(page)) {
    const name = line ? path : `${path}#${id}`;
    print(`${printable(name)}\t${confidence.toFixed(3)}\t${printable(text)}`);
  }
}

/** An object for each line. */
export function documentAsJson({ document: { path }, page, line }: ReadDocument): readonly object[] {
  if (line) return [{ image: path, ...line }];
  return linesOf(page).map(({ id, text, confidence, words = [] }) => ({
    page: path,
    line: id,
    text,
    confidence,
    words: words.map(({ text, confidence, polygon }) => ({ text, confidence, polygon })),
  }));
}

/** What could not be read, to be told after the texts. */
export class Unread {
  private readonly messages: string[] = [];
  private readonly remarks: string[] = [];
  private hasPages = false;

  add(result: ReadDocument | UnreadDocument): void {
    const problems = 'problem' in result ? [result.problem] : result.skipped;
    for (const { name, reason, detail } of problems)
      this.messages.push(`${name}: ${reason}${detail ? ` (${detail})` : ''}`);
    if ('problem' in result) this.hasPages ||= result.isPage;
    else for (const note of result.notes ?? []) this.remark(`${result.document.path}: ${note}`);
  }

  /** What is said once, and is no failure. */
  remark(text: string): void {
    this.remarks.push(text);
  }

  /** Also sets the exit code. */
  print(): void {
    for (const remark of this.remarks) printError(`ductus: ${printable(remark)}`);
    for (const message of this.messages) printError(`ductus: skipped ${printable(message)}`);
    if (this.hasPages) printError('ductus: --lines reads every image as one line, whatever it looks like');
    if (this.messages.length > 0) process.exitCode ||= 1;
  }
}
