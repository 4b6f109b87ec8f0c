/**
 * npm run languages -- --texts FOLDER --lines FOLDER [--only fr,de] [--out DIR]: makes the languages that come with ductus,
 * and their card.
 *
 * FOLDER of --texts holds LANG.txt, prose; that of --lines the sets of real lines, each with train/ or lines themselves.
 * The languages say how well they foresee LANG.val.txt and the sets' val/, where these are there.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { brotliCompressSync } from 'node:zlib';
import { packNGrams, readPacked } from '../../../src/language/index.js';
import { languageNames } from '../../../src/recognition/node.js';
import { type LanguageFacts, writeLanguageCard } from './language-card.js';
import { lineTexts, proseLines, setsOf, textLines } from './language-texts.js';
import { languageModel, perplexityOf, proseModel } from './make-language.js';

const { values } = parseArgs({
  options: {
    texts: { type: 'string' },
    lines: { type: 'string' },
    only: { type: 'string' },
    out: { type: 'string', default: join('packages', 'models', 'languages') },
    /** Of these alone one is made, in a process of its own: what one has counted is gone before the next. */
    one: { type: 'string' },
  },
});
const { texts, lines, out } = values;
const names = values.only?.split(',') ?? languageNames;
const unknown = names.find((name) => !languageNames.includes(name));
if (texts === undefined || lines === undefined || unknown !== undefined) {
  console.error(
    `Usage: npm run languages -- --texts FOLDER --lines FOLDER [--only fr,de] [--out DIR]${unknown === undefined ? '' : `\nthere is no language ${unknown}; there are ${languageNames.join(', ')}`}`,
  );
  process.exit(2);
}
mkdirSync(out, { recursive: true });

if (values.one === undefined) makeAll(texts, lines);
else make(values.one, texts, lines);

function makeAll(texts: string, lines: string): void {
  const facts = names.map((name) => {
    const args = [
      resolve('packages', 'models', 'make', 'languages.ts'),
      '--texts',
      texts,
      '--lines',
      lines,
      '--out',
      out,
      '--one',
      name,
    ];
    const json = execFileSync(process.execPath, ['--import', 'tsx', '--max-old-space-size=6000', ...args]).toString();
    console.log(json.trim());
    return JSON.parse(json) as LanguageFacts;
  });
  // Of some of them no card is made: it would leave out the others.
  if (values.only === undefined) writeFileSync(join(out, 'README.md'), writeLanguageCard(facts));
}

function make(name: string, texts: string, lines: string): void {
  const ofLines = lineTexts(lines, name);
  const prose = proseLines(texts, name);
  const model = languageModel(proseModel(prose), ofLines);
  const source = `${prose.length} lines of prose, ${ofLines.length} of ${setsOf(lines, name).join(', ') || 'no handwriting'}`;
  const bytes = packNGrams(model, { name, source });
  writeFileSync(join(out, `${name}.lm`), bytes);
  const packed = readPacked(bytes);
  const heldProse = join(texts, `${name}.val.txt`);
  const held = lineTexts(lines, name, 'val');
  const facts: LanguageFacts = {
    name,
    source,
    nGrams: model.counts,
    bytes: bytes.length,
    compressed: brotliCompressSync(bytes).length,
    prosePerplexity: existsSync(heldProse) ? perplexityOf(packed, textLines(heldProse)) : undefined,
    linePerplexity: held.length > 0 ? perplexityOf(packed, held) : undefined,
  };
  console.log(JSON.stringify(facts));
}
