/** ductus align */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { type Command, Option } from 'commander';
import { DataError } from '../dataset/index.js';
import { joinPath } from '../files/index.js';
import { type HyphenRule, hyphenRules, Recognizer } from '../recognition/index.js';
import {
  AlignedFolder,
  type AlignOptions,
  alignDocuments,
  type DocumentToRead,
  findDocuments,
  modelPath,
  smallStarterName,
} from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { AlignScreen } from './align-screen.js';
import { UsageError } from './errors.js';
import { threadsFlag } from './flags.js';
import { untilInterrupted } from './interrupts.js';
import { type FinderFlags, layoutFlag, methodFlag, uprightFlag } from './layout-flags.js';
import { checkFolder } from './out-place.js';
import { LateFinder } from './recognize-finder.js';
import { printError } from './screen.js';
import { readTextLines } from './text-files.js';

interface Flags extends FinderFlags {
  readonly out?: string;
  readonly model: string;
  readonly hyphens: HyphenRule;
  readonly lines?: boolean;
  readonly rightToLeft?: boolean;
  readonly upright?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function configureAlign(command: Command): void {
  command
    .description(
      'Finds in a transcription without line breaks, such as an old edition, the text of each line of its pages. Writes the lines that are surely matched as ground truth, and lists what is not.',
    )
    .argument(
      '<pages-and-text...>',
      'images of pages, PDFs, TIFFs, addresses of IIIF manifests, pages that PAGE or ALTO files describe (.xml, or their images), line images, folders or patterns; and last their text, in the order of their names (.txt)',
    )
    .option('--out <dir>', 'where pages/NAME.xml, lines/NAME.png, lines/NAME.gt.txt and aligned.tsv go')
    .option('--model <file>', 'a model that ductus train wrote (.onnx)', smallStarterName)
    .addOption(
      new Option(
        '--hyphens <rule>',
        'what stands at the end of a line that parts a word. read: the sign that is on the page; none; or always this sign',
      )
        .choices(hyphenRules)
        .default('read'),
    )
    .option('--lines', 'every image without a description is one line, even if it looks like a page')
    .option('--overwrite', 'write into a folder that has files already')
    .option('--json', 'print the result as JSON, with the lines and the parts of the text that were not matched');
  uprightFlag(layoutFlag(methodFlag(command))).option(
    '--right-to-left',
    'lines and columns of pages that nothing describes are read from right to left (default: as most letters of the model)',
  );
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus align pages/ edition.txt --out truth/
  ductus align scan.pdf edition.txt --out truth/
  ductus align letter-1.xml letter-2.xml letters.txt --out truth/ --model mine.onnx
  ductus align lines/ text.txt --out truth/ --hyphens none`,
    )
    .action(run);
}

async function run(args: readonly string[], flags: Flags): Promise<void> {
  const { pages, textPath } = pagesAndText(args);
  const { out } = flags;
  if (out === undefined)
    throw new UsageError('align needs --out DIR: where the ground truth goes, such as --out truth');
  await checkFolder('--out', out);
  const text = (await readTextLines([textPath])).join('\n');
  if (text.trim() === '') throw new DataError(`${textPath}: there is no text in it`, { details: { path: textPath } });
  const { documents, notes } = await findDocuments(pages, { lines: flags.lines });
  const inputs = [...documents.map(({ path }) => path), textPath, modelPath(flags.model)];
  const folder = await AlignedFolder.open(out, documents, inputs, { overwrite: flags.overwrite });
  for (const note of notes) printError(`ductus: ${note}`);
  const screen = new AlignScreen(folder);
  const images = await mkdtemp(joinPath(tmpdir(), 'ductus-align-'));
  try {
    const aligned = await align(flags, documents, text, { screen, images });
    if (!aligned) return;
    if (aligned.lines.length === 0) {
      screen.printSkipped(aligned);
      throw new DataError(`${pages.join(' ')}: no line could be read`, { code: 'data/no-lines' });
    }
    if (!aligned.lines.some((line) => line.text !== undefined)) {
      screen.printSkipped(aligned);
      throw nothingMatched(textPath, aligned.lines);
    }
    screen.printResult(aligned, await folder.write(aligned), flags.json === true);
  } finally {
    await rm(images, { recursive: true, force: true });
  }
}

async function align(
  { model, threads = coreCount(), hyphens, rightToLeft, upright, ...flags }: Flags,
  documents: readonly DocumentToRead[],
  text: string,
  { screen, images }: { readonly screen: AlignScreen; readonly images: string },
) {
  const finder = new LateFinder({ ...flags, threads });
  const recognizer = await Recognizer.load(model, { threads, language: false, keepScores: true });
  const options: AlignOptions = {
    threads: Math.max(1, threads - 1),
    hyphens,
    finder,
    rightToLeft,
    upright,
    imageFolder: images,
    progress: (stage, done, all) => screen.progress(stage, done, all),
  };
  try {
    return await untilInterrupted('nothing is written', (signal) =>
      alignDocuments(recognizer, documents, text, { ...options, signal }),
    );
  } finally {
    screen.clear();
    await Promise.all([recognizer.dispose(), finder.dispose()]);
  }
}

function nothingMatched(textPath: string, lines: readonly { readonly read: string }[]): DataError {
  const longest = lines.reduce((most, { read }) => (read.length > most.length ? read : most), '');
  const example = longest === '' ? '' : `; one reads about "${longest}"`;
  return new DataError(
    `${textPath}: none of the ${lines.length.toLocaleString('en-US')} lines fits a part of the text${example}. Is it the text of these pages, in their order, and can the model read them? ductus recognize shows what it reads`,
    { code: 'data/no-match', details: { path: textPath } },
  );
}

/** The text stands last. */
function pagesAndText(args: readonly string[]): { readonly pages: readonly string[]; readonly textPath: string } {
  const texts = args.filter((argument) => argument.endsWith('.txt'));
  const [textPath] = texts;
  const model = args.find((argument) => argument.endsWith('.onnx') || modelPath(argument) !== argument);
  if (model !== undefined) throw new UsageError(`align takes the model by --model: --model ${model}`);
  if (textPath === undefined) {
    throw new UsageError('align needs the text of the pages after them: ductus align PAGES TEXT.txt --out DIR');
  }
  if (texts.length > 1) {
    throw new UsageError(
      `align takes one text for all pages, got ${texts.join(' and ')}. Put the texts into one file, in the order of the pages`,
    );
  }
  const pages = args.filter((argument) => argument !== textPath);
  if (pages.length === 0) {
    throw new UsageError('align needs pages before the text: .xml files, images, a folder or a pattern');
  }
  if (args.at(-1) !== textPath) {
    throw new UsageError(`align takes the text last: ductus align ${pages.join(' ')} ${textPath}`);
  }
  return { pages, textPath };
}
