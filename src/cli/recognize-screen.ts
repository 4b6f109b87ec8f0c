/** Documents that were read on the screen, and as JSON; and what could not be read. */
import { linesOf } from '../page/index.js';
import type { DocumentToRead, ReadDocument, UnreadDocument } from '../recognition/node.js';
import { printable } from '../text/index.js';
import { count, duration, print, printError } from './screen.js';

/** What was taken for a page by its shape, where not all images were. */
export function shapesNote(documents: readonly DocumentToRead[]): readonly string[] {
  const pages = documents.filter((document) => document.kind === 'unsegmented' && document.place.kind === 'image');
  const lines = documents.filter(({ kind }) => kind === 'line');
  const [page, line] = [pages.at(0), lines.at(0)];
  if (!page || !line) return [];
  return [
    `by their shapes, ${count(pages.length, 'image is a page', 'images are pages')} (such as ${page.path}) and ${count(lines.length, 'is a line', 'are lines')} (such as ${line.path}); \`lines\` or \`pages\` decides it for all`,
  ];
}

/** How far the reading is, and how long the rest will take if it goes on so. */
export class Pace {
  private readonly began = performance.now();
  private done = 0;

  constructor(private readonly documents: readonly DocumentToRead[]) {}

  step(): void {
    this.done++;
  }

  get text(): string {
    const total = this.documents.length;
    const noun = this.documents.some(({ kind }) => kind !== 'line') ? 'page' : 'file';
    const seconds = (performance.now() - this.began) / 1000;
    const left = this.done < total ? `, ${duration((seconds / this.done) * (total - this.done))} left` : '';
    return `read ${this.done} of ${count(total, noun)}${left}`;
  }
}

/** A row for each line: name, confidence and text. */
export function printDocument({ document: { kind, path }, page }: ReadDocument): void {
  for (const { id, text, confidence = 0 } of linesOf(page)) {
    const name = kind === 'line' ? path : `${path}#${id}`;
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

  /** @param told a text with the names that people know */
  constructor(private readonly told: (text: string) => string = (text) => text) {}

  add(result: ReadDocument | UnreadDocument): void {
    const problems = 'problem' in result ? [result.problem] : result.skipped;
    for (const { name, reason, detail } of problems)
      this.messages.push(`${name}: ${reason}${detail ? ` (${detail})` : ''}`);
    if ('problem' in result) return;
    for (const note of result.notes ?? []) this.remark(`${result.document.path}: ${note}`);
  }

  /** What is said once, and is no failure. */
  remark(text: string): void {
    this.remarks.push(text);
  }

  /** Also sets the exit code. */
  print(): void {
    for (const remark of this.remarks) printError(`ductus: ${printable(this.told(remark))}`);
    for (const message of this.messages) printError(`ductus: skipped ${printable(this.told(message))}`);
    if (this.messages.length > 0) process.exitCode ||= 1;
  }
}
