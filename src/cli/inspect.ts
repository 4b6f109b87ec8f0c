/** ductus inspect */
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { DataError, type Sample } from '../dataset/index.js';
import { openDataset, writeLines } from '../dataset/node.js';
import { isFree, writeFileAtomic } from '../files/index.js';
import type { Skipped } from '../formats/index.js';
import {
  type CharacterFacts,
  type Examination,
  examine,
  fixSamples,
  leftOut,
  renderInspectionReport,
  type SharedLines,
  sharedBetween,
  writeFixes,
} from '../inspection/index.js';
import { Network, withOutput } from '../network/index.js';
import { modelPath } from '../recognition/node.js';
import { defaultSpec } from '../runs/index.js';
import { characterNames, codePoint } from '../text/index.js';
import { UsageError } from './errors.js';
import { groupByFlag, several, type TextFlags, textFlags, textRules } from './flags.js';
import { inspectLanguage, isLanguageModel } from './inspect-language.js';
import { inspectModel } from './inspect-model.js';
import { describe, usableLines } from './inspect-text.js';
import { count, print, printError, Screen } from './screen.js';
import { summariseSkipped } from './training-screen.js';

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
    .argument('<data-or-model...>', 'DATA, or one MODEL.onnx, or starter, or one language model (.lm, .arpa)')
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

async function run(inputs: readonly string[], flags: Flags): Promise<void> {
  const models = inputs.map(modelPath).filter((path) => path.endsWith('.onnx'));
  if (models.length > 0 && inputs.length > 1)
    throw new UsageError('inspect looks into one model, or into DATA, not both');
  const [model] = models;
  const [first = ''] = inputs;
  if (isLanguageModel(first)) {
    if (inputs.length > 1) throw new UsageError('inspect looks into one language model at a time');
    await inspectLanguage(first, flags.json === true);
    return;
  }
  if (model === undefined) await inspectData(inputs, flags);
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
  const dataset = await openDataset(data, source);
  const val = flags.val && (await openDataset(flags.val, source));
  for (const warning of [...dataset.warnings, ...(val?.warnings ?? [])]) printError(`warning: ${warning}`);
  const skipped = [...dataset.skipped, ...(val?.skipped ?? [])];
  const all = [...dataset.samples, ...(val?.samples ?? [])];
  if (all.length === 0 && !flags.json) {
    for (const line of summariseSkipped(skipped)) printError(`  ${line}`);
    throw new DataError(`${data.join(' ')}: there is no line to look at`, { code: 'data/no-lines' });
  }
  const network = new Network(withOutput(flags.spec, undefined), 2);
  const screen = new Screen();
  const examination = await examine(all, {
    lineHeight: network.height,
    frames: (width) => network.frames(width),
    images: flags.images,
    progress: (done) => screen.progress(`looked at ${done} of ${count(all.length, 'line')}`),
  });
  screen.clear();
  const shared = val && sharedBetween(dataset.samples, val.samples, examination);
  const names = await characterNames();
  if (flags.json) console.log(JSON.stringify(asJson(examination, skipped, shared, names), null, 2));
  else for (const line of describe(examination, skipped, shared, names)) print(line);
  const say = (text: string) => (flags.json ? undefined : print(text));
  if (dataset.passedOver.length > 0) say(`passed over: ${count(dataset.passedOver.length, 'file')} of exports`);
  if (flags.report !== undefined) {
    const title = `Data of ${data.map((path) => basename(path)).join(', ')}`;
    const nameOf = names ?? (() => '');
    await writeFileAtomic(flags.report, await renderInspectionReport({ title, examination, skipped, shared, nameOf }));
    say(`report: ${flags.report}`);
  }
  if (usableLines(examination) === 0) {
    throw new DataError(`${data.join(' ')}: no line can be used, of ${all.length}`, { code: 'data/no-lines' });
  }
  if (flags.fix !== undefined) say(await fix(dataset.samples, examination, flags.fix, flags));
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
  const all = [...fixes, ...unread.map((skipped) => leftOut(skipped))];
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
    usable: usableLines(e),
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
    skipped: [...skipped, ...e.unreadable.map(({ problem }) => problem)],
  };
}
