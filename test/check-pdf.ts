/** npm run pdf-words -- FOLDER…: how many words of described pages poppler finds whole in their PDF. */
import { rm } from 'node:fs/promises';
import { temporaryFolder } from './lines.js';
import { hasPdftotext, pagesAsPdf } from './pdf-words.js';

const folders = process.argv.slice(2);
if (folders.length === 0 || !(await hasPdftotext())) {
  console.error('npm run pdf-words -- FOLDER… of pages (PAGE or ALTO beside their images); needs pdftotext of poppler');
  process.exit(2);
}
const share = (whole: number, words: number) =>
  `${whole} of ${words} words whole, ${((100 * whole) / words).toFixed(2)}%`;
const into = await temporaryFolder();
let [words, whole] = [0, 0];
for (const folder of folders) {
  for await (const page of pagesAsPdf(folder, into)) {
    words += page.words;
    whole += page.whole;
    console.log([`${page.name}: ${share(page.whole, page.words)}`, ...page.missing.slice(0, 10)].join('  '));
  }
}
await rm(into, { recursive: true });
console.log(`all: ${share(whole, words)}`);
