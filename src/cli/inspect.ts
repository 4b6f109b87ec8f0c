/** ductus inspect */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { openDataset, type Sample } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import { scaledWidth } from '../image/index.js';
import { readModel } from '../model/index.js';
import { Network, withOutput } from '../network/index.js';
import { Alphabet, framesNeeded } from '../text/index.js';
import { defaultSpec, unusable } from '../training/index.js';
import { UsageError } from './errors.js';
import { groupByFlag } from './flags.js';
import { count, percent } from './screen.js';
import { summariseSkipped } from './train-screen.js';

interface Flags {
  readonly spec: string;
  readonly json?: boolean;
  readonly groupBy?: string;
}

export function configureInspect(command: Command): void {
  command
    .description(
      'Of data: counts, alphabet, widths, and what would be skipped and why. Of a model: what it is and where it comes from.',
    )
    .argument('<data-or-model...>', 'DATA, or one MODEL.onnx')
    .option('--spec <vgsl>', 'the network that the data is for', defaultSpec)
    .option('--json', 'print the result as JSON');
  groupByFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus inspect lines/
  ductus inspect model.onnx`,
    )
    .action(run);
}

async function run(given: readonly string[], flags: Flags): Promise<void> {
  const models = given.filter((path) => path.endsWith('.onnx'));
  if (models.length > 0 && given.length > 1)
    throw new UsageError('inspect looks into one model, or into DATA, not both');
  const [model] = models;
  const found = model === undefined ? await inspectData(given, flags) : await inspectModel(model);
  if (flags.json) console.log(JSON.stringify(found.json, null, 2));
  else for (const line of found.lines) console.log(line);
}

interface Found {
  readonly json: unknown;
  readonly lines: readonly string[];
}

async function inspectModel(path: string): Promise<Found> {
  const bytes = await readFile(path);
  const { network, alphabet, metadata } = readModel(bytes, path);
  const show = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  return {
    json: { ...metadata, weights: network.size, bytes: bytes.length },
    lines: [
      `spec          ${network.spec}`,
      `weights       ${network.size.toLocaleString('en-US')} (${(bytes.length / 1e6).toFixed(1)} MB)`,
      `line height   ${network.height} px, a frame each ${network.stride} px`,
      `alphabet      ${alphabet.characters.length}, ${metadata.text.form}: ${alphabet.characters.join('')}`,
      'metrics',
      ...Object.entries(metadata.metrics).map(([key, value]) => `  ${key}: ${show(value)}`),
      'provenance',
      ...Object.entries(metadata.provenance).map(([key, value]) => `  ${key}: ${show(value)}`),
    ],
  };
}

/** Characters that occur less often than this are hardly learnt. */
const rare = 5;

async function inspectData(data: readonly string[], flags: Flags): Promise<Found> {
  const dataset = await openDataset(
    data,
    flags.groupBy === undefined ? {} : { groupBy: new RegExp(flags.groupBy, 'u') },
  );
  const { samples } = dataset;
  const alphabet = Alphabet.of(samples.map(({ text }) => text));
  const network = new Network(withOutput(flags.spec, undefined), alphabet.classes);
  const infeasible = samples.flatMap((sample) => unusable(sample, alphabet, network, 'auto') ?? []);
  const skipped = [...dataset.skipped, ...infeasible];
  const frequencies = frequenciesOf(samples);
  const documents = new Set(samples.map(({ document }) => document)).size;
  const summary: DataSummary = {
    lines: samples.length,
    usable: samples.length - infeasible.length,
    documents,
    characters: [...frequencies.values()].reduce((a, b) => a + b, 0),
    widthsAtLineHeight: quantiles(samples.map((s) => scaledWidth(s.width, s.height, network.height))),
    imageHeights: quantiles(samples.map(({ height }) => height)),
    charactersPerLine: quantiles(samples.map(({ text }) => [...text].length)),
    framesPerNeededFrame: quantiles(samples.map((s) => framesRatio(s, network, alphabet))),
    alphabet: Object.fromEntries(frequencies),
    skipped,
  };
  return { json: summary, lines: describe(summary) };
}

function framesRatio(sample: Sample, network: Network, alphabet: Alphabet): number {
  const frames = network.frames(scaledWidth(sample.width, sample.height, network.height));
  return Math.round((100 * frames) / framesNeeded(alphabet.encode(sample.text))) / 100;
}

function frequenciesOf(samples: readonly Sample[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of samples) for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}

interface Quantiles {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { least: at(0), median: at(0.5), most: at(1) };
}

interface DataSummary {
  readonly lines: number;
  readonly usable: number;
  readonly documents: number;
  readonly characters: number;
  readonly widthsAtLineHeight: Quantiles;
  readonly imageHeights: Quantiles;
  readonly charactersPerLine: Quantiles;
  /** Frames that a line has for each that CTC needs. */
  readonly framesPerNeededFrame: Quantiles;
  /** How often each character occurs. */
  readonly alphabet: Readonly<Record<string, number>>;
  readonly skipped: readonly Skipped[];
}

function describe(s: DataSummary): readonly string[] {
  const frequencies = Object.entries(s.alphabet);
  const range = ({ least, median, most }: Quantiles) => `${least} to ${most}, median ${median}`;
  const shown = (character: string) => (character === ' ' ? 'space' : character);
  const seldom = frequencies.filter(([, n]) => n < rare);
  return [
    `${count(s.lines, 'line')} of ${count(s.documents, 'document')}, ${count(s.characters, 'character')}; ${count(s.usable, 'line')} usable (${percent(s.lines === 0 ? 0 : s.usable / s.lines)})`,
    `image height        ${range(s.imageHeights)} px`,
    `width at the line height  ${range(s.widthsAtLineHeight)} px`,
    `characters a line   ${range(s.charactersPerLine)}`,
    `frames for each frame that CTC needs  ${range(s.framesPerNeededFrame)} (under 1 can't be learnt, under 2 is hard)`,
    `alphabet: ${count(frequencies.length, 'character')}`,
    `  ${frequencies.map(([c, n]) => `${shown(c)} ${n}`).join('  ')}`,
    ...(seldom.length > 0
      ? [
          `under ${rare} times: ${seldom.map(([c]) => `${shown(c)} U+${c.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`).join(', ')}`,
        ]
      : []),
    ...(s.skipped.length > 0
      ? [`skipped ${count(s.skipped.length, 'file')}:`, ...summariseSkipped(s.skipped).map((line) => `  ${line}`)]
      : ['nothing is skipped']),
  ];
}
