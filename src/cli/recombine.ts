/** ductus synthesize --from-lines: lines of other texts in the hands of lines that are there. */
import { join } from 'node:path';
import { DataError } from '../dataset/index.js';
import { openDataset, writePacked } from '../dataset/node.js';
import { makeFolder, writeFileAtomic } from '../files/index.js';
import type { PackedSource } from '../formats/index.js';
import { Recognizer } from '../recognition/index.js';
import { type CollectedHands, collectHands } from '../recognition/node.js';
import { encodePng } from '../runtime/index.js';
import {
  createCharacterDrawer,
  type Hand,
  type HandwritingFont,
  type RecombinedLine,
  Recombiner,
  type TextSource,
  writingHands,
} from '../synthesis/node.js';
import type { TextRules } from '../text/index.js';
import { untilInterrupted } from './interrupts.js';
import { count, percent, print, printJson, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

export interface RecombinationFlags {
  readonly data: readonly string[];
  readonly model: string;
  readonly groupBy?: string | undefined;
  readonly texts: TextSource;
  readonly rules: TextRules;
  /** Characters of a line, at most. */
  readonly most?: number | undefined;
  /** For characters that no hand has written. */
  readonly fonts: readonly HandwritingFont[];
  readonly lines: number;
  readonly lineHeight: number;
  readonly out: string;
  readonly seed: number;
  readonly threads: number;
  readonly json: boolean;
}

/** Where the characters of the lines come from. */
interface Origins {
  lines: number;
  characters: number;
  pieces: number;
  borrowed: number;
  drawn: number;
}

export async function recombine(flags: RecombinationFlags): Promise<void> {
  const screen = new Screen();
  const collected = await handsOf(flags, screen);
  if (!collected) return;
  const { hands, skipped } = collected;
  const { texts, seed, most, rules, fonts } = flags;
  const drawer = await createCharacterDrawer(fonts);
  const recombiner = new Recombiner(hands, { texts, seed, most, drawer, direction: rules.direction });
  const origins: Origins = { lines: 0, characters: 0, pieces: 0, borrowed: 0, drawn: 0 };
  const began = performance.now();
  await writeLines(madeLines(recombiner, flags.lines, origins, screen), flags.out);
  screen.clear();
  const seconds = (performance.now() - began) / 1000;
  const left = [...skipped, ...recombiner.skipped];
  if (origins.lines === 0) throw new DataError(`nothing can be written: ${summariseSkipped(left).join('; ')}`);
  if (flags.json) {
    printJson({ out: flags.out, ...origins, hands: writingHands(hands).length, seconds, skipped: left });
    return;
  }
  printResult(flags.out, hands, origins, seconds);
  if (left.length === 0) return;
  print(`left out ${count(left.length, 'line or text', 'lines or texts')}:`);
  for (const line of summariseSkipped(left)) print(`  ${line}`);
}

/** @returns `undefined` where it was interrupted */
async function handsOf(flags: RecombinationFlags, screen: Screen): Promise<CollectedHands | undefined> {
  const { data, model, groupBy, rules, lineHeight, threads } = flags;
  const dataset = await openDataset(data, {
    text: rules,
    ...(groupBy === undefined ? {} : { groupBy: new RegExp(groupBy, 'u') }),
  });
  const { samples } = dataset;
  if (samples.length === 0) {
    throw new DataError(`${data.join(' ')}: there is no line with a text`, { code: 'data/no-lines' });
  }
  const recognizer = await Recognizer.load(model, { threads, language: false, keepScores: true });
  try {
    const collected = await untilInterrupted('nothing is written', (signal) =>
      collectHands(recognizer, samples, {
        lineHeight,
        threads: Math.max(1, threads - 1),
        signal,
        progress: (done) => screen.progress(`placed the texts of ${done} of ${count(samples.length, 'line')}`),
      }),
    );
    return collected && { hands: collected.hands, skipped: [...dataset.skipped, ...collected.skipped] };
  } finally {
    screen.clear();
    await recognizer.dispose();
  }
}

async function* madeLines(
  recombiner: Recombiner,
  wanted: number,
  origins: Origins,
  screen: Screen,
): AsyncGenerator<PackedSource> {
  const began = performance.now();
  for (let index = 0; index < wanted; index++) {
    const line = recombiner.line(index);
    if (!line) return;
    countOrigins(line, origins);
    const { name, text, raster } = line;
    const { width, height } = raster;
    yield { name, path: `${name}.png`, text, bytes: await encodePng(raster), width, height };
    const rate = (index + 1) / ((performance.now() - began) / 1000);
    screen.progress(`wrote ${index + 1} of ${count(wanted, 'line')}, ${rate.toFixed(0)} a second`);
  }
}

function countOrigins({ text, hand, pieces }: RecombinedLine, origins: Origins): void {
  origins.lines++;
  origins.characters += [...text].length;
  origins.pieces += pieces.length;
  for (const piece of pieces) {
    if (piece.hand === undefined) origins.drawn++;
    else if (piece.hand !== hand) origins.borrowed++;
  }
}

async function writeLines(lines: AsyncGenerator<PackedSource>, out: string): Promise<void> {
  if (out.endsWith('.parquet')) {
    await writePacked(lines, out);
    return;
  }
  await makeFolder(out);
  for await (const { name, text, bytes } of lines) {
    await writeFileAtomic(join(out, `${name}.png`), bytes);
    await writeFileAtomic(join(out, `${name}.gt.txt`), `${text}\n`);
  }
}

function printResult(out: string, hands: readonly Hand[], origins: Origins, seconds: number): void {
  const { lines, characters, pieces, borrowed, drawn } = origins;
  print(
    `${count(lines, 'line')} in ${out}, ${count(writingHands(hands).length, 'hand')}, ${(lines / seconds).toFixed(0)} a second`,
  );
  print(
    `pieces of ${(characters / Math.max(1, pieces)).toFixed(1)} characters; ${percent(borrowed / characters)} of the characters are from like hands, ${percent(drawn / characters)} drawn`,
  );
}
