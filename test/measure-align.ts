/**
 * How well pages and their text without line breaks are brought together:
 *
 *   npx tsx test/measure-align.ts FOLDER... [--model FILE] [--text spaces|words] [--pages N] [--wrong] [--dump FILE]
 *
 * Each FOLDER has pages with their texts. The texts are joined, by spaces, or as an edition has them: words that were
 * parted at the end of a line in one again and without signs. Then the lines are to be found. A line is right where it is
 * equal to the truth under the model's rules for texts. `--dump` writes all lines with loose limits, to choose limits by.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openPage } from '../src/dataset/node.js';
import { linesOf } from '../src/page/index.js';
import { Recognizer } from '../src/recognition/index.js';
import { alignDocuments, type DocumentToRead, findDocuments, smallStarterName } from '../src/recognition/node.js';
import { applyRules, characterErrorRate } from '../src/text/index.js';
import { withoutLineBreaks, withWordsJoined } from './line-breaks.js';

const { values: flags, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: smallStarterName },
    text: { type: 'string', default: 'words' },
    pages: { type: 'string' },
    wrong: { type: 'boolean', default: false },
    dump: { type: 'string' },
  },
});

const loose = { fit: -1e9, extraNats: 0, errors: 1e9, fewErrors: 0, confidence: 0, run: 0, leftOut: 0 };

async function main(): Promise<void> {
  await using recognizer = await Recognizer.load(flags.model, { threads: 2, language: false, keepScores: true });
  const dumped: object[] = [];
  for (const folder of folders) dumped.push(...(await measure(recognizer, folder)));
  if (flags.dump !== undefined) await writeFile(flags.dump, JSON.stringify(dumped));
}

async function measure(recognizer: Recognizer, folder: string): Promise<readonly object[]> {
  const documents = (await findDocuments([folder])).documents.slice(0, Number(flags.pages ?? 1e9));
  const texts = (await Promise.all(documents.map(textsOf))).flat();
  const text = flags.text === 'spaces' ? withoutLineBreaks(texts) : withWordsJoined(texts);
  const began = performance.now();
  const limits = flags.dump === undefined ? undefined : loose;
  const { lines } = await alignDocuments(recognizer, documents, text, { limits });
  const seconds = (performance.now() - began) / 1000;
  const rules = recognizer.model.metadata.text;
  const plain = (written: string) => applyRules(written, rules);
  const results = lines
    .map((line) => ({ ...line, truth: plain(line.described?.text ?? '') }))
    .filter(({ truth }) => truth !== '');
  const matched = results.filter((line) => line.text !== undefined);
  const wrong = matched.filter((line) => plain(line.text ?? '') !== line.truth);
  const otherSigns = wrong.filter(({ text = '', truth }) => withoutSigns(plain(text)) === withoutSigns(truth));
  const rate = characterErrorRate(results.map(({ truth, read }) => ({ reference: truth, prediction: read })));
  const share = (n: number, all: number) => `${((100 * n) / all).toFixed(1)}%`;
  console.log(
    `${folder} (${flags.text}): ${documents.length} pages, ${results.length} lines read with CER ${share(rate, 1)}; matched ${matched.length} = ${share(matched.length, results.length)}; right ${share(matched.length - wrong.length, matched.length)}, but for signs at parted words ${share(matched.length - wrong.length + otherSigns.length, matched.length)}; ${seconds.toFixed(0)} s`,
  );
  if (flags.wrong) {
    for (const { truth, text, confidence, fit } of wrong) {
      console.log(`  ${truth}\n  ${text}  [${confidence.toFixed(3)}, ${fit?.fit.toFixed(2)}]\n`);
    }
  }
  return results.map(({ truth, text, read, confidence, fit, place }) => ({
    folder,
    truth,
    text,
    read,
    confidence,
    ...fit,
    place,
    isRight: text !== undefined && plain(text) === truth,
  }));
}

function withoutSigns(text: string): string {
  return text.replace(/^[-¬=]|[-¬=]$/gu, '');
}

async function textsOf({ path }: DocumentToRead): Promise<readonly string[]> {
  const opened = await openPage(path);
  if ('reason' in opened) throw new Error(`${path}: ${opened.reason}`);
  return linesOf(opened.page).map(({ text }) => text);
}

await main();
