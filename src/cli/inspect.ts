/** ductus inspect */
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { openDataset, type Sample, writeLines } from '../dataset/index.js';
import type { Skipped } from '../formats/index.js';
import {
  type CharacterFacts,
  type Examination,
  examine,
  fixSamples,
  leftOut,
  type Quantiles,
  rareCount,
  renderInspectionReport,
  type SharedLines,
  sharedBetween,
  writeFixes,
} from '../inspection/index.js';
import { Network, withOutput } from '../network/index.js';
import { isFree, writeFileAtomic } from '../platform/index.js';
import { modelPath } from '../recognition/index.js';
import { characterNames, codePoint } from '../text/index.js';
import { defaultSpec } from '../training/index.js';
import { UsageError } from './errors.js';
import { groupByFlag, several, type TextFlags, textFlags, textRules } from './flags.js';
import { inspectModel } from './inspect-model.js';
import { count, percent, print, printError, Screen } from './screen.js';
import { summariseSkipped } from './train-screen.js';

interface Flags extends TextFlags {
  readonly spec: string;
  readonly val?: readonly string[];
  readonly images: boolean;
  readonly report?: string;
  readonly fix?: string;
  readonly json?: boolean;
  readonly groupBy?: string;
}

export function configureInspect(command: Command): void {
  command
    .description(
      'Of data: counts, alphabet, look-alikes, sizes, lines that stand twice, and what would be skipped and why. Of a model: what it is and where it comes from.',
    )
    .argument('<data-or-model...>', 'DATA, or one MODEL.onnx, or starter')
    .option('--val <data>', 'validation lines, to find what stands in both; may be repeated', several)
    .option('--report <file>', 'write an HTML report with images')
    .option(
      '--fix <dir>',
      'write a cleaned copy: texts by the rules below, without lines that can not be used or stand twice',
    )
    .option('--no-images', 'look at sizes only, which is quicker: damaged, empty and equal images are not found')
    .option('--spec <vgsl>', 'the network that the data is for', defaultSpec)
    .option('--json', 'print the result as JSON');
  textFlags(groupByFlag(command))
    .addHelpText(
      'after',
      `
Examples:
  ductus inspect lines/
  ductus inspect lines/train --val lines/val --report data.html
  ductus inspect lines/ --fix clean/ --normalize NFC --quotes straight
  ductus inspect model.onnx`,
    )
    .action(run);
}

async function run(given: readonly string[], flags: Flags): Promise<void> {
  const models = given.map(modelPath).filter((path) => path.endsWith('.onnx'));
  if (models.length > 0 && given.length > 1)
    throw new UsageError('inspect looks into one model, or into DATA, not both');
  const [model] = models;
  if (model === undefined) await inspectData(given, flags);
  else await inspectModel(model, flags.json === true);
}

async function inspectData(data: readonly string[], flags: Flags): Promise<void> {
  if (flags.fix !== undefined && !(await isFree(flags.fix))) {
    throw new UsageError(
      `--fix must name a folder that is new or empty, got ${flags.fix}: nothing is changed in place`,
    );
  }
  const source = {
    text: 'raw',
    ...(flags.groupBy === undefined ? {} : { groupBy: new RegExp(flags.groupBy, 'u') }),
  } as const;
  const own = await openDataset(data, source);
  const val = flags.val && (await openDataset(flags.val, source));
  for (const warning of [...own.warnings, ...(val?.warnings ?? [])]) printError(`warning: ${warning}`);
  const skipped = [...own.skipped, ...(val?.skipped ?? [])];
  const all = [...own.samples, ...(val?.samples ?? [])];
  const network = new Network(withOutput(flags.spec, undefined), 2);
  const screen = new Screen();
  const examination = await examine(all, {
    lineHeight: network.height,
    frames: (width) => network.frames(width),
    images: flags.images,
    progress: (done) => screen.progress(`looked at ${done} of ${count(all.length, 'line')}`),
  });
  screen.clear();
  const shared = val && sharedBetween(own.samples, val.samples, examination);
  const names = await characterNames();
  if (flags.json) console.log(JSON.stringify(asJson(examination, skipped, shared, names), null, 2));
  else for (const line of describe(examination, skipped, shared, names)) print(line);
  const say = (text: string) => (flags.json ? undefined : print(text));
  if (own.passedOver.length > 0) say(`passed over: ${count(own.passedOver.length, 'file')} of exports`);
  if (flags.report !== undefined) {
    const title = `Data of ${data.map((path) => basename(path)).join(', ')}`;
    const nameOf = names ?? (() => '');
    await writeFileAtomic(flags.report, await renderInspectionReport({ title, examination, skipped, shared, nameOf }));
    say(`report: ${flags.report}`);
  }
  if (flags.fix !== undefined) say(await fix(own.samples, examination, flags.fix, flags));
}

async function fix(
  samples: readonly Sample[],
  examination: Examination,
  folder: string,
  flags: Flags,
): Promise<string> {
  const { samples: kept, fixes } = fixSamples(samples, examination, textRules(flags));
  const screen = new Screen();
  const unread = await writeLines(kept, folder, (done) =>
    screen.progress(`wrote ${done} of ${count(kept.length, 'line')}`),
  );
  screen.clear();
  const all = [...fixes, ...unread.map((one) => leftOut(one))];
  await writeFileAtomic(join(folder, 'fixes.tsv'), writeFixes(all));
  const changed = fixes.filter(({ what }) => what === 'text').length;
  const left = all.length - changed;
  return `${count(kept.length - unread.length, 'line')} in ${folder}: ${count(changed, 'text')} changed, ${count(left, 'line')} left out; each is named in ${join(folder, 'fixes.tsv')}`;
}

type NameOf = ((character: string) => string) | undefined;

function asJson(e: Examination, skipped: readonly Skipped[], shared: SharedLines | undefined, nameOf: NameOf) {
  const namesOf = (samples: readonly Sample[]) => samples.map(({ name }) => name);
  const facts = ({ character, count: n }: CharacterFacts) => ({
    character,
    codePoint: codePoint(character),
    ...(nameOf ? { name: nameOf(character) } : {}),
    count: n,
  });
  const oddities = (list: Examination['suspicious']) =>
    list.map(({ sample, reason, detail }) => ({ name: sample.name, reason, detail }));
  return {
    lines: e.lines,
    usable: e.lines - e.infeasible.length - e.unreadable.length,
    documents: e.documents.length,
    characters: e.characters,
    linesOfDocuments: Object.fromEntries(e.documents.map(({ name, lines }) => [name, lines])),
    imageHeights: e.imageHeights,
    widthsAtLineHeight: e.widthsAtLineHeight,
    charactersPerLine: e.charactersPerLine,
    charactersPerFrame: e.charactersPerFrame,
    framesPerNeededFrame: e.framesPerNeededFrame,
    alphabet: e.alphabet.map(facts),
    lookAlikes: e.lookAlikes.map(({ kind, characters }) => ({ kind, characters: characters.map(facts) })),
    notNfc: namesOf(e.notNfc),
    notNfd: e.notNfd,
    untidySpace: namesOf(e.untidySpace),
    rightToLeft: e.rightToLeft,
    bothDirections: namesOf(e.bothDirections),
    suspicious: oddities(e.suspicious),
    infeasible: oddities(e.infeasible),
    empty: namesOf(e.empty),
    sameImages: e.sameImages.map(namesOf),
    ...(shared ? { inBothSplits: { images: shared.images.map(namesOf), texts: shared.texts } } : {}),
    skipped: [...skipped, ...e.unreadable],
  };
}

const shownOddities = 3;

function describe(
  e: Examination,
  skipped: readonly Skipped[],
  shared: SharedLines | undefined,
  nameOf: NameOf,
): readonly string[] {
  const range = ({ least, median, most }: Quantiles) => `${least} to ${most}, median ${median}`;
  const named = ({ character, count: n }: CharacterFacts) =>
    `${shown(character)} ${codePoint(character)}${nameOf ? ` ${nameOf(character)}` : ''}, ${n} ×`;
  const seldom = e.alphabet.filter(({ count: n }) => n < rareCount);
  const usable = e.lines - e.infeasible.length - e.unreadable.length;
  const bad = [...skipped, ...e.unreadable];
  const [largest] = e.documents;
  return [
    `${count(e.lines, 'line')} of ${count(e.documents.length, 'document')}, ${count(e.characters, 'character')}; ${count(usable, 'line')} usable (${percent(e.lines === 0 ? 0 : usable / e.lines)})`,
    ...(largest ? [`largest document    ${largest.name}, ${count(largest.lines, 'line')}`] : []),
    `image height        ${range(e.imageHeights)} px`,
    `width at the line height  ${range(e.widthsAtLineHeight)} px`,
    `characters a line   ${range(e.charactersPerLine)}`,
    `characters a frame  ${range(e.charactersPerFrame)}`,
    `frames for each frame that CTC needs  ${range(e.framesPerNeededFrame)} (under 1 can't be learnt, under 2 is hard)`,
    `alphabet: ${count(e.alphabet.length, 'character')}`,
    `  ${e.alphabet.map(({ character, count: n }) => `${shown(character)} ${n}`).join('  ')}`,
    ...list(`under ${rareCount} times:`, seldom.map(named)),
    ...(nameOf ? [] : ['names of characters need the package unicode-name: npm install unicode-name']),
    ...e.lookAlikes.flatMap(({ kind, characters }) => list(`look alike (${kind}):`, characters.map(named))),
    ...formOf(e),
    ...some(e.untidySpace, 'with runs of white space, or white space at the ends'),
    ...(e.rightToLeft > 0 ? [`${count(e.rightToLeft, 'line')} with letters from right to left`] : []),
    ...some(e.bothDirections, 'with letters of both directions'),
    ...oddities(e.suspicious, 'narrow or wide for their text: is it the text of the image?'),
    ...oddities(e.infeasible, "with more text than the image has frames: can't be learnt"),
    ...some(e.empty, 'whose image has nothing on it'),
    ...e.sameImages.slice(0, shownOddities).map((same) => `same pixels: ${same.map(({ name }) => name).join(' = ')}`),
    ...(e.sameImages.length > shownOddities ? [`  and ${e.sameImages.length - shownOddities} more such groups`] : []),
    ...sharedLines(shared),
    ...(bad.length > 0
      ? [`skipped ${count(bad.length, 'file')}:`, ...summariseSkipped(bad).map((line) => `  ${line}`)]
      : ['nothing is skipped']),
  ];
}

function shown(character: string): string {
  return character === ' ' ? 'space' : /[\s\p{C}\p{M}]/u.test(character) ? codePoint(character) : character;
}

function list(head: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [head, ...items.map((item) => `  ${item}`)];
}

function formOf({ notNfc, notNfd, lines }: Examination): readonly string[] {
  if (notNfc.length === 0) return [];
  const mixed = notNfd > 0 && notNfc.length < lines;
  return some(
    notNfc,
    `not in NFC${mixed ? ', while others are: both forms are mixed' : ''} (--normalize makes them one)`,
  );
}

function some(samples: readonly Sample[], what: string): readonly string[] {
  if (samples.length === 0) return [];
  return [`${count(samples.length, 'line')} ${what}, such as ${samples[0]?.name}`];
}

function oddities(found: Examination['suspicious'], what: string): readonly string[] {
  if (found.length === 0) return [];
  const first = found
    .slice(0, shownOddities)
    .map(({ sample, detail }) => `${sample.name}: “${shortened(sample.text)}” (${detail})`);
  return list(`${count(found.length, 'line')} ${what}`, first);
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function sharedLines(shared: SharedLines | undefined): readonly string[] {
  if (!shared) return [];
  const lines = shared.texts.reduce((n, { validation }) => n + validation, 0);
  return [
    `in both splits: ${count(shared.images.length, 'image')}; the texts of ${count(lines, 'validation line')} stand in training too${shared.texts[0] ? `, such as “${shared.texts[0].text}”` : ''}`,
  ];
}
