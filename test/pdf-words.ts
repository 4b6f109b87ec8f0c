/** Words that poppler's pdftotext finds in a searchable PDF, beside those of the page that it was made of. */
import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openPage } from '../src/dataset/node.js';
import { writePdf } from '../src/formats/index.js';
import { linesOf, type Page } from '../src/page/index.js';
import { pageImage } from '../src/runtime/node.js';

const run = promisify(execFile);

export async function hasPdftotext(): Promise<boolean> {
  return run('pdftotext', ['-v']).then(
    () => true,
    () => false,
  );
}

export async function pdftotext(path: string, ...flags: readonly string[]): Promise<string> {
  return (await run('pdftotext', [...flags, '-enc', 'UTF-8', path, '-'], { maxBuffer: 2 ** 26 })).stdout;
}

export function wordsOf(text: string): readonly string[] {
  return text.normalize('NFC').split(/\s+/u).filter(Boolean);
}

export interface Whole {
  readonly words: number;
  /** Words of the page that stand in the PDF's text as often. */
  readonly whole: number;
  readonly missing: readonly string[];
}

export function wholeWords(page: Page, text: string): Whole {
  const there = new Map<string, number>();
  for (const word of wordsOf(text)) there.set(word, (there.get(word) ?? 0) + 1);
  const words = linesOf(page).flatMap((line) => wordsOf(line.text));
  const missing = words.filter((word) => {
    const left = there.get(word) ?? 0;
    there.set(word, left - 1);
    return left <= 0;
  });
  return { words: words.length, whole: words.length - missing.length, missing };
}

/** The described pages of a folder, each written as a PDF from its own texts into another folder and read again. */
export async function* pagesAsPdf(folder: string, into: string): AsyncGenerator<Whole & { readonly name: string }> {
  for (const name of (await readdir(folder)).filter((entry) => entry.endsWith('.xml')).sort()) {
    const opened = await openPage(join(folder, name));
    if ('reason' in opened) throw new Error(`${opened.name}: ${opened.reason}`);
    const path = join(into, `${name}.pdf`);
    await writeFile(path, await writePdf(opened.page, await pageImage(opened.imagePath)));
    yield { name, ...wholeWords(opened.page, await pdftotext(path)) };
  }
}
