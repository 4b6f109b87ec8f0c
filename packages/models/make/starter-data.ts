/**
 * What the starter model learns from and what decides about it: of each set's training lines all but a seeded tenth of the
 * documents, lines of whole pages of the rest, and prose to draw. Validation lines are for the card's tables alone.
 */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openDataset } from '../../../src/dataset/node.js';
import { readPageFile, writePageXml } from '../../../src/formats/index.js';
import type { Line } from '../../../src/page/index.js';
import { withoutMarks } from '../../../test/transcribers-marks.js';

export interface LineSet {
  readonly name: string;
  readonly language: string;
  /** How often an epoch has its lines: more often where there are few. */
  readonly repeat: number;
}

export const lineSets: readonly LineSet[] = [
  { name: 'copiste-fr', language: 'fr', repeat: 2 },
  { name: 'dhsd-de', language: 'de', repeat: 1 },
  { name: 'italian-mss', language: 'it', repeat: 2 },
  { name: 'lathrop-en', language: 'en', repeat: 5 },
  { name: 'modern-romance-fr', language: 'fr', repeat: 1 },
  { name: 'mss17-fr', language: 'fr', repeat: 2 },
  { name: 'mss18-fr', language: 'fr', repeat: 1 },
  { name: 'poilus-fr', language: 'fr', repeat: 2 },
  { name: 'repertoires-fr', language: 'fr', repeat: 1 },
  { name: 'spanish-mss', language: 'es', repeat: 1 },
  { name: 'tapus-fr', language: 'fr', repeat: 1 },
  { name: 'timeus-fr', language: 'fr', repeat: 2 },
];

/**
 * Whose pages are learnt from too: where they have lines that the set of lines lacks, or shows otherwise. Those of romance-mss are
 * full of signs of the Middle Ages that none of the sets of lines has.
 */
const pageSets = ['lathrop-en', 'modern-romance-fr', 'mss17-fr', 'mss18-fr', 'poilus-fr', 'repertoires-fr'];

/** Of whose prose lines are drawn, and how many pieces: most of the real lines are French. */
export const prose: Readonly<Record<string, number>> = {
  ...{ de: 330, en: 330, es: 330, it: 330, la: 330, nl: 330, pt: 330 },
  fr: 120,
};

/** What is left out: names of sets or of languages. */
export function isLeftOut({ name, language }: Pick<LineSet, 'name' | 'language'>, leftOut: readonly string[]): boolean {
  return leftOut.includes(name) || leftOut.includes(language);
}

/** Of a set's lines, so many documents that they hold a tenth decide; none of them is larger than this share. */
const tenth = 0.1;
const largestShare = 0.08;

/** A character that stands once in all texts is rather a slip than something to learn. */
const leastOften = 2;

export interface StarterData {
  /** Lists of lines, by set. */
  readonly train: ReadonlyMap<string, string>;
  readonly tenth: ReadonlyMap<string, string>;
  /** Folders of pages with the lines that may be learnt. */
  readonly pages: readonly string[];
  /** A folder of a folder a set, with the texts of its lines but those of the tenth. */
  readonly texts: string;
}

/** Writes lists of lines and cleaned pages to a folder. */
export async function prepareData(
  shared: { readonly lines: string; readonly pages: string | undefined },
  sets: readonly LineSet[],
  { out, seed }: { readonly out: string; readonly seed: number },
): Promise<StarterData> {
  mkdirSync(out, { recursive: true });
  const [train, held] = [new Map<string, string>(), new Map<string, string>()];
  const heldDocuments = new Set<string>();
  const counts = new Map<string, number>();
  for (const { name } of sets) {
    const { samples } = await openDataset([join(shared.lines, name, 'train')]);
    const lines = samples.flatMap(({ image, text, document }) =>
      image.kind === 'file'
        ? [{ path: resolve(image.path), text, document: document.split(/[\\/]/).at(-1) ?? '' }]
        : [],
    );
    const chosen = tenthOf(lines, (document) => `${seed} ${name} ${document}`);
    for (const document of chosen) heldDocuments.add(document);
    const write = (part: string, isHeld: boolean) => {
      const rows = lines.filter(({ document }) => chosen.has(document) === isHeld);
      const path = join(out, `${name}.${part}.tsv`);
      writeFileSync(path, rows.map((row) => `${row.path}\t${row.text}\n`).join(''));
      return path;
    };
    train.set(name, write('train', false));
    held.set(name, write('tenth', true));
    const learnt = lines.filter(({ document }) => !chosen.has(document)).map(({ text }) => `${text}\n`);
    mkdirSync(join(out, 'texts', name), { recursive: true });
    writeFileSync(join(out, 'texts', name, 'lines.gt.txt'), learnt.join(''));
    for (const { text, document } of lines) {
      if (!chosen.has(document)) for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
    }
  }
  const { pages: folder } = shared;
  const isKnown = (sign: string) => sign === ' ' || (counts.get(sign) ?? 0) >= leastOften;
  const pages = folder === undefined ? [] : sets.filter(({ name }) => pageSets.includes(name));
  const cleaned = pages.map(async ({ name }) => {
    const to = join(out, 'pages', name);
    await cleanPages(join(folder ?? '', name, 'train'), to, heldDocuments, isKnown);
    return to;
  });
  return { train, tenth: held, pages: await Promise.all(cleaned), texts: join(out, 'texts') };
}

/** Documents in an order that their names and the seed decide, until they hold the share. */
function tenthOf(
  lines: readonly { readonly document: string }[],
  key: (document: string) => string,
): ReadonlySet<string> {
  const sizes = new Map<string, number>();
  for (const { document } of lines) sizes.set(document, (sizes.get(document) ?? 0) + 1);
  const rank = (document: string) => createHash('sha256').update(key(document)).digest('hex');
  const ranked = [...sizes.keys()].map((document) => ({ document, rank: rank(document) }));
  const chosen = new Set<string>();
  let held = 0;
  for (const { document } of ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))) {
    const size = sizes.get(document) ?? 0;
    if (held >= lines.length * tenth) break;
    if (size > lines.length * largestShare) continue;
    chosen.add(document);
    held += size;
  }
  return chosen;
}

/** Pages of documents that don't decide, with the lines whose texts say what stands there, in signs that the lines have. */
async function cleanPages(
  from: string,
  to: string,
  held: ReadonlySet<string>,
  isKnown: (sign: string) => boolean,
): Promise<void> {
  mkdirSync(to, { recursive: true });
  const names = readdirSync(from).filter((file) => file.endsWith('.xml'));
  for (const name of names.map((file) => file.slice(0, -4)).filter((page) => !held.has(page))) {
    const { page } = await readPageFile(readFileSync(join(from, `${name}.xml`)));
    const regions = page.regions.map((region) => ({
      ...region,
      lines: region.lines.flatMap((line) => cleanLine(line, isKnown)),
    }));
    const about = { created: '2000-01-01T00:00:00', creator: 'ductus' };
    writeFileSync(join(to, `${name}.xml`), writePageXml({ ...page, regions }, about));
    if (!existsSync(join(to, `${name}.jpg`))) copyFileSync(join(from, `${name}.jpg`), join(to, `${name}.jpg`));
  }
}

function cleanLine(line: Line, isKnown: (sign: string) => boolean): readonly Line[] {
  const { text, leftOut } = withoutMarks(line.text.normalize('NFC').replaceAll('’', "'"));
  if (leftOut !== undefined || ![...text].every(isKnown)) return [];
  const { words: _, ...rest } = line;
  return [{ ...rest, text }];
}

/** Prose to draw, so many pieces of each language, spread evenly over its works. */
export function proseToDraw(folder: string, leftOut: readonly string[]): string {
  const pieces = Object.entries(prose).flatMap(([language, count]) => {
    if (leftOut.includes(language)) return [];
    const lines = readFileSync(join(folder, `${language}.txt`), 'utf8')
      .split('\n')
      .filter(Boolean);
    return Array.from({ length: count }, (_, n) => lines[Math.floor(((n + 0.5) * lines.length) / count)] ?? '');
  });
  // Languages mixed, so that a drawn part of it has some of each.
  const rank = (piece: string) => createHash('sha256').update(piece).digest('hex');
  return `${pieces.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).join('\n')}\n`;
}
