/** ductus synthesize */
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { DataError } from '../dataset/index.js';
import { writePacked } from '../dataset/node.js';
import { makeFolder, writeFileAtomic } from '../files/index.js';
import { type PackedSource, type Skipped, writePageXml } from '../formats/index.js';
import { type Augmentation, type AugmentationChoice, augmentationOf } from '../image/index.js';
import { starterName } from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import {
  alphabetOf,
  builtinFamilies,
  familiesFor,
  generatedTexts,
  givenTexts,
  type HandwritingFont,
  isInstalled,
  isLayoutName,
  type LayoutName,
  languageNames,
  layoutNames,
  openFontFolder,
  openFonts,
  openLanguage,
  synthesiseLines,
  synthesisePages,
  synthesiseSheets,
} from '../synthesis/node.js';
import { applyRules } from '../text/index.js';
import { version } from '../version.js';
import { augmentationValue } from './augmentation-flag.js';
import { UsageError } from './errors.js';
import { groupByFlag, number, several, type TextFlags, textFlags, textRules, threadsFlag } from './flags.js';
import { groupOptions, textFlagNames } from './option-groups.js';
import { checkFolder } from './out-place.js';
import { recombine } from './recombine.js';
import { count, print, printJson, Screen } from './screen.js';
import { readTextLines } from './text-files.js';
import { summariseSkipped } from './training-screen.js';

interface Flags extends TextFlags {
  readonly text?: readonly string[];
  readonly words?: string | true;
  readonly fonts: string;
  readonly fromLines?: readonly string[];
  readonly model?: string;
  readonly groupBy?: string;
  readonly lines?: number;
  readonly pages?: number;
  readonly out?: string;
  readonly lineHeight: number;
  readonly pageWidth: number;
  readonly layouts?: string;
  readonly photograph?: number;
  readonly hands?: number;
  readonly least: number;
  readonly most: number;
  readonly degrade: AugmentationChoice;
  readonly seed: number;
  readonly threads?: number;
  readonly json?: boolean;
}

const whole = number({ integer: true, least: 1 });

/** Of pages with layouts. */
const usual = { photograph: 1, hands: 3 };
/** Beyond it paper would hide what is written on it. */
const mostPhotograph = 1.5;

export function configureSynthesize(command: Command): void {
  command
    .description(
      'Draws handwriting: lines with their texts, or pages with PAGE XML, in handwriting fonts, with the unevenness of hands, paper and cameras. The same seed draws the same.',
    )
    .option('--text <file>', 'draw the lines of this text, long ones broken between words; may be repeated', several)
    .option(
      '--words [languages]',
      `draw made-up lines of words, numbers, dates and signs (languages: ${languageNames.join(', ')}; default: english,french)`,
    )
    .option(
      '--fonts <builtin|names|dir>',
      'builtin, names of built-in families or of @fontsource packages that are installed, with commas, or a folder of fonts',
      'builtin',
    )
    .option(
      '--from-lines <data>',
      'instead of fonts, write in the hands of these lines with their texts: words and groups of letters are cut from them and set together anew; may be repeated. Fonts draw only what no hand has written',
      several,
    )
    .option('--model <file>', `with --from-lines: a model that reads them (default: ${starterName})`)
    .option('--lines <n>', 'how many lines', whole)
    .option('--pages <n>', 'how many pages, instead of lines', whole)
    .option('--out <dir|file>', 'where they go: a folder, or for lines one packed file (.parquet)')
    .option('--line-height <px>', 'of lines', whole, 64)
    .option('--page-width <px>', 'of pages; their height is that of A4, or by chance with --layouts', whole, 1240)
    .option(
      '--layouts <names>',
      `draw pages as books and papers have them, before a camera: all, or some of ${layoutNames.join(', ')} with commas (default: plain columns)`,
    )
    .option(
      '--photograph <x>',
      `with --layouts: how much sheets are bent, turned, seen aslant and unevenly lit, 0: not at all, to ${mostPhotograph} (default: ${usual.photograph})`,
      number({ most: mostPhotograph }),
    )
    .option('--hands <n>', `with --layouts: most hands, and fonts, on a page (default: ${usual.hands})`, whole)
    .option('--least <n>', 'characters of the shortest made-up line', whole, 15)
    .option('--most <n>', 'characters of the longest line', whole, 60)
    .option(
      '--degrade <x>',
      'strength of what befalls lines and sheets, 0: nothing; or a YAML file of amounts (as --augmentation of train)',
      augmentationValue,
      1,
    )
    .option('--seed <n>', 'decides everything', number({ integer: true }), 1)
    .option('--json', 'print the result as JSON');
  groupOptions(threadsFlag(textFlags(groupByFlag(command))), optionGroups)
    .addHelpText(
      'after',
      `
Examples:
  ductus synthesize --words french --lines 20000 --out drawn.parquet
  ductus synthesize --text letters.txt --lines 5000 --out drawn/
  ductus synthesize --words english,german --fonts my-fonts/ --pages 100 --out pages/
  ductus synthesize --words --pages 100 --layouts table,register,opening --out pages/
  ductus synthesize --from-lines lines/ --text english.txt --lines 5000 --out recombined.parquet`,
    )
    .action(run);
}

const optionGroups = {
  'Common options:': ['text', 'words', 'lines', 'pages', 'out', 'fonts', 'from-lines', 'model'],
  'Look:': ['line-height', 'page-width', 'layouts', 'photograph', 'hands', 'degrade', 'seed'],
  'Texts:': ['least', 'most', ...textFlagNames],
};

async function run(flags: Flags, command: Command): Promise<void> {
  const wanted = checked(flags);
  checkLineFlags(flags, command);
  if (!isPackedName(wanted.out)) await checkFolder('--out', wanted.out);
  if (flags.fromLines) return recombineLines(flags, flags.fromLines, wanted, command);
  const { sample, ...texts } = await textsOf(flags);
  const { fonts, skipped: badFonts } = await fontsOf(flags.fonts, sample);
  const screen = new Screen();
  const began = performance.now();
  const shared = { ...texts, fonts, count: wanted.count, seed: flags.seed, threads: flags.threads ?? coreCount() };
  const progress = (done: number) => {
    const rate = done / ((performance.now() - began) / 1000);
    screen.progress(
      `drew ${done} of ${count(wanted.count, wanted.what)}, ${rate.toFixed(rate < 10 ? 1 : 0)} a second, ${Math.ceil((wanted.count - done) / rate)} s left`,
    );
  };
  const { drawn, skipped } = await (wanted.what === 'line' ? drawLines : drawPages)(
    shared,
    flags,
    wanted.out,
    progress,
  );
  screen.clear();
  if (drawn === 0)
    throw new DataError(`nothing can be drawn: ${summariseSkipped([...badFonts, ...skipped]).join('; ')}`);
  const left = [...badFonts, ...skipped];
  const seconds = (performance.now() - began) / 1000;
  if (flags.json) {
    printJson({ out: wanted.out, [`${wanted.what}s`]: drawn, fonts: fonts.length, seconds, skipped: left });
    return;
  }
  print(
    `${count(drawn, wanted.what)} in ${wanted.out}, ${count(fonts.length, 'font')}, ${(drawn / seconds).toFixed(drawn < 10 * seconds ? 1 : 0)} a second`,
  );
  if (left.length === 0) return;
  print(`left out ${count(left.length, 'text or font')}:`);
  for (const line of summariseSkipped(left)) print(`  ${line}`);
}

/** Where lines go into one file. */
function isPackedName(out: string): boolean {
  return out.endsWith('.parquet');
}

interface Wanted {
  readonly what: 'line' | 'page';
  readonly count: number;
  readonly out: string;
}

function checked(flags: Flags): Wanted {
  const { text, words, lines, pages, out, least, most } = flags;
  if ((text === undefined) === (words === undefined)) {
    throw new UsageError('synthesize needs --text FILE or --words [LANGUAGES], one of them: what is to be written');
  }
  if ((lines === undefined) === (pages === undefined)) {
    throw new UsageError('synthesize needs --lines N or --pages N, one of them: how much is to be drawn');
  }
  if (out === undefined) throw new UsageError('synthesize needs --out DIR or --out FILE.parquet: where it goes');
  if (pages !== undefined && isPackedName(out)) {
    throw new UsageError(`--out ${out}: a packed file holds lines; pages go into a folder`);
  }
  checkLayoutFlags(flags);
  if (least > most) throw new UsageError(`--least must not be above --most, got ${least} and ${most}`);
  return { what: pages === undefined ? 'line' : 'page', count: pages ?? lines ?? 0, out };
}

function checkLayoutFlags({ pages, layouts, photograph, hands }: Flags): void {
  if (layouts !== undefined && pages === undefined) {
    throw new UsageError('--layouts is for pages: give --pages N too');
  }
  if (layouts === undefined && (photograph !== undefined || hands !== undefined)) {
    const flag = photograph === undefined ? '--hands' : '--photograph';
    throw new UsageError(`${flag} needs --layouts NAMES: plain pages have one hand and lie flat`);
  }
  if (layouts !== undefined) layoutsOf(layouts);
}

function layoutsOf(named: string): readonly LayoutName[] {
  if (named === 'all') return layoutNames;
  return named.split(',').map((part) => {
    const name = part.trim();
    if (!isLayoutName(name)) {
      throw new UsageError(`--layouts: no layout ${name || '(nothing)'}; there are ${layoutNames.join(', ')}, or all`);
    }
    return name;
  });
}

/** With and without lines to cut: what is then senseless is an error, unless it only says what is usual. */
function checkLineFlags({ fromLines, pages, model, groupBy }: Flags, command: Command): void {
  if (!fromLines) {
    const flag = model !== undefined ? '--model' : groupBy !== undefined ? '--group-by' : undefined;
    if (flag) throw new UsageError(`${flag} needs --from-lines DATA: fonts need no model, and each is a document`);
    return;
  }
  if (pages !== undefined) throw new UsageError('--from-lines makes lines: give --lines N instead of --pages');
  if (command.getOptionValueSource('degrade') === 'cli') {
    throw new UsageError('--degrade is for what is drawn: with --from-lines, ink and paper are those of the lines');
  }
}

async function recombineLines(
  flags: Flags,
  data: readonly string[],
  { count: lines, out }: Wanted,
  command: Command,
): Promise<void> {
  const most = command.getOptionValueSource('most') === 'cli' ? flags.most : undefined;
  const { model = starterName, groupBy, lineHeight, seed, threads = coreCount(), json = false } = flags;
  // Each line of a text is broken where a line of the hand ends.
  const { texts, sample } = await textsOf(flags.text ? { ...flags, most: most ?? Number.POSITIVE_INFINITY } : flags);
  const { fonts } = await fontsOf(flags.fonts, sample);
  const rules = textRules(flags);
  await recombine({ data, model, groupBy, texts, rules, most, fonts, lines, lineHeight, out, seed, threads, json });
}

/** Texts, and what shows which letters they have. */
async function textsOf(flags: Flags) {
  const { text, words, least, most, seed } = flags;
  if (text === undefined) {
    const names = (typeof words === 'string' ? words : 'english,french').split(',').map((name) => name.trim());
    const unknown = names.find((name) => !languageNames.includes(name));
    if (unknown !== undefined) {
      throw new UsageError(`--words: no language ${unknown || '(nothing)'}; there are ${languageNames.join(', ')}`);
    }
    const languages = await Promise.all(names.map(openLanguage));
    return { texts: generatedTexts(languages, { least, most }, seed), sample: languages.flatMap(alphabetOf).join('') };
  }
  const lines = await readTextLines(text);
  const rules = textRules(flags);
  const ruled = lines.map((line) => applyRules(line, rules));
  const texts = givenTexts(ruled, { most }, seed);
  if (!texts) throw new DataError(`${text.join(' ')}: there is no text in it`);
  return { ...texts, sample: ruled.join('\n') };
}

async function fontsOf(
  named: string,
  sample: string,
): Promise<{ readonly fonts: readonly HandwritingFont[]; readonly skipped: readonly Skipped[] }> {
  if (named === 'builtin') return { fonts: await openFonts(familiesFor(sample)), skipped: [] };
  const names = named.split(',');
  if (names.every((name) => builtinFamilies.includes(name) || isInstalled(name)))
    return { fonts: await openFonts(names), skipped: [] };
  return openFontFolder(named);
}

/** Nothing is covered unless it is asked for: what is drawn stays as it is, and its text must be readable. */
function degradationOf(choice: AugmentationChoice): Augmentation {
  const amounts = typeof choice === 'number' ? { strength: choice } : choice;
  return augmentationOf({ columns: 0, rows: 0, ...amounts });
}

type Shared = Omit<Parameters<typeof synthesiseLines>[0], 'look'>;

interface Outcome {
  readonly drawn: number;
  readonly skipped: readonly Skipped[];
}

async function drawLines(
  shared: Shared,
  { lineHeight, degrade }: Flags,
  out: string,
  progress: (done: number) => void,
): Promise<Outcome> {
  const look = { lineHeight, degradation: degradationOf(degrade) };
  const synthesis = synthesiseLines({ ...shared, look });
  let drawn = 0;
  async function* lines(): AsyncGenerator<PackedSource> {
    for await (const line of synthesis.drawn) {
      progress(++drawn);
      yield { ...line, path: `${line.name}.png` };
    }
  }
  if (isPackedName(out)) await writePacked(lines(), out);
  else {
    await makeFolder(out);
    for await (const { name, text, bytes } of lines()) {
      await writeFileAtomic(join(out, `${name}.png`), bytes);
      await writeFileAtomic(join(out, `${name}.gt.txt`), `${text}\n`);
    }
  }
  return { drawn, skipped: synthesis.skipped() };
}

async function drawPages(
  shared: Shared,
  flags: Flags,
  out: string,
  progress: (done: number) => void,
): Promise<Outcome> {
  const synthesis =
    flags.layouts === undefined ? plainPages(shared, flags) : laidOutPages(shared, flags, flags.layouts);
  const written = { created: new Date().toISOString(), creator: `ductus ${version}` };
  let drawn = 0;
  await makeFolder(out);
  for await (const { name, bytes, page } of synthesis.drawn) {
    await writeFileAtomic(join(out, basename(page.image)), bytes);
    await writeFileAtomic(join(out, `${name}.xml`), writePageXml(page, written));
    progress(++drawn);
  }
  return { drawn, skipped: synthesis.skipped() };
}

function plainPages(shared: Shared, { pageWidth, degrade }: Flags) {
  const height = Math.round(pageWidth * Math.SQRT2);
  return synthesisePages({ ...shared, look: { width: pageWidth, height, degradation: degradationOf(degrade) } });
}

function laidOutPages(shared: Shared, { pageWidth, degrade, photograph, hands }: Flags, layouts: string) {
  return synthesiseSheets({
    ...shared,
    hands: hands ?? usual.hands,
    look: {
      width: pageWidth,
      layouts: layoutsOf(layouts),
      photograph: photograph ?? usual.photograph,
      degradation: degradationOf(degrade),
    },
  });
}
