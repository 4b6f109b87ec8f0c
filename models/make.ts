/**
 * npm run starter -- --lines FOLDER [--without SET]: makes the starter model and its card.
 *
 * Trains on the set with the most hands first, then in several parts on the train splits of all sets and on drawn lines;
 * writes the mean of the last parts in float32 and in 8 bits and a language model of the same texts, reads every set's
 * validation lines with them, and writes what came out to README.md. Each step is a command that is printed; a run that was
 * interrupted goes on where it was. --base goes on from a model of before.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { handwritingFamilies } from '../src/synthesis/index.js';
import { type CardFacts, type SetFacts, writeCard } from './card.js';

const sets = ['copiste-fr', 'timeus-fr', 'poilus-fr', 'lathrop-en'] as const;
/** The set that is learnt alone at first: of the most writers, on clean paper. */
const hands = 'copiste-fr';
/** Of hand and pen, but not of paper and camera: copiste-fr are even scans (docs/experiments.md, "An evening"). */
const handsAugmentation = {
  strength: 1.15,
  ...Object.fromEntries(['texture', 'stains', 'rules', 'neighbours', 'blur', 'noise', 'jpeg'].map((mark) => [mark, 0])),
  columns: 0.2,
  rows: 0.05,
  concatenate: 0.2,
};
/** Of all that may come: photographs too, and half of the lines are from few documents, which are learnt by heart otherwise. */
const setsAugmentation = { strength: 1, concatenate: 0.15 };
/** Pixels: the same weights as at 48, and more frames for small and narrow hands (docs/experiments.md, "Height"). */
const lineHeight = 64;
/** How often an epoch has a set's lines: more often where there are few. */
const repeats: Readonly<Record<string, number>> = { 'poilus-fr': 3, 'lathrop-en': 8 };
/** Of all sets: so many of the last parts have a share in the model. */
const averagedParts = 3;
/** The real lines are French but for 141, so most of those that are drawn are not. */
const drawnLanguages = ['english', 'french', 'german', 'spanish', 'italian'];
const drawnLines = 2500;
/** The language model's bonus for a character: the best where each set counts the same (docs/experiments.md, "Its language model"). */
const bonus = 2.25;
/** Validation lines that the language model's weights are tuned on: more than there are. */
const languageLines = 100_000;

const { values } = parseArgs({
  options: {
    lines: { type: 'string' },
    without: { type: 'string', multiple: true, default: [] },
    work: { type: 'string', default: join('runs', 'starter') },
    out: { type: 'string', default: 'models' },
    name: { type: 'string', default: 'starter' },
    /** A model to go on from, instead of one of the first set alone. */
    base: { type: 'string' },
    /** Of each part: the first set alone, unless there is a base, then all sets. */
    minutes: { type: 'string', default: '150,60,60,60,60' },
    /** Of the drawn lines and the first part; each part after it has the next. */
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(cpus().length) },
  },
});
const { lines: folder, without, work, out, name, threads, base } = values;
const [minutes, seed] = [values.minutes.split(',').map(Number), Number(values.seed)];
const unknown = without.find((set) => set === hands || !(sets as readonly string[]).includes(set));
const shares = minutes.length - (base === undefined ? 1 : 0);
const areRight = minutes.every((n) => n > 0) && shares > 1 && Number.isInteger(seed);
if (folder === undefined || unknown !== undefined || !areRight) {
  console.error(
    `Usage: npm run starter -- --lines FOLDER [--without SET] [--minutes 150,60,60,60,60 | --base MODEL --minutes 60,60] [--seed N] [--work DIR] [--out DIR] [--name NAME]
FOLDER holds ${sets.join(', ')}, each with train/, val/ and META.json. --minutes are those of each part: ${hands} alone, which a base takes the place of, then all sets as often as there are more numbers; the model is the mean of the last ${averagedParts} of these.${unknown ? `\n--without ${unknown}: give one of ${sets.filter((set) => set !== hands).join(', ')}` : ''}`,
  );
  process.exit(2);
}
const used = sets.filter((set) => !without.includes(set));
const trainOf = (set: string) => join(folder, set, 'train');
const valOf = (set: string) => join(folder, set, 'val');
mkdirSync(work, { recursive: true });
mkdirSync(out, { recursive: true });

const commands: string[] = [];

function run(args: readonly string[]): void {
  console.log(`\n> ductus ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [resolve('bin', 'ductus.js'), ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Runs a command unless its work is there already; the card has it in any case.
 * @param name of a file that keeps which command the work is of
 * @param settings of files that the command names
 */
function ductus(args: readonly string[], name?: string, isBegun = false, settings?: string): void {
  const command = `ductus ${args.join(' ')}`;
  commands.push(command);
  const record = join(work, `${name}.command`);
  const facts = settings === undefined ? command : `${command}\n\n${settings}`;
  if (name !== undefined && isBegun && readFileSync(record, 'utf8') !== facts) {
    console.error(`${work}: it holds the work of another command. Give another folder by --work, or remove it.`);
    process.exit(2);
  }
  if (isBegun) return;
  if (name !== undefined) writeFileSync(record, facts);
  run(args);
}

interface Part {
  readonly data: readonly string[];
  readonly minutes: number;
  readonly from: string | undefined;
  readonly augmentation: string;
  readonly amounts: object;
  readonly seed: number;
}

/** Trains, goes on with a run that was interrupted, or does nothing when it is done. @returns the model's path */
function train(name: string, { data, minutes, from, augmentation, amounts, seed }: Part): string {
  const [path, model] = [join(work, name), join(work, `${name}.onnx`)];
  const yaml = stringify(amounts);
  writeFileSync(augmentation, yaml);
  const isDone = () => {
    const log = join(path, 'log.jsonl');
    const last = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').at(-1) : undefined;
    return last !== undefined && JSON.parse(last).reason === 'minutes';
  };
  const begun = existsSync(join(path, 'config.json'));
  const base = from === undefined ? [] : ['--from', from];
  const usual = ['--augmentation', augmentation, '--weight-decay', '0.03', '--patience', '0'];
  const ofRun = ['--minutes', String(minutes), '--out', model, '--run', path, '--seed', String(seed)];
  ductus(['train', ...data, ...base, ...usual, ...ofRun, '--threads', threads], name, begun, yaml);
  if (begun && !isDone()) run(['train', '--resume', path]);
  if (!isDone()) {
    console.error(`${path}: the run was interrupted. The same command goes on with it.`);
    process.exit(1);
  }
  return model;
}

const drawn = join(work, 'drawn.parquet');
const words = ['--words', drawnLanguages.join(','), '--most', '70', '--lines', String(drawnLines)];
ductus(['synthesize', ...words, '--seed', String(seed), '--out', drawn], 'drawn', existsSync(drawn));
const validation = used.flatMap((set) => ['--val', valOf(set)]);
const handsPart = {
  data: [trainOf(hands), '--val', valOf(hands), '--preset', 'accurate'],
  augmentation: join(work, 'hands.yaml'),
  amounts: handsAugmentation,
};
const setsPart = {
  data: [
    ...[drawn, ...used.map(trainOf), ...validation],
    ...used.flatMap((set) => (repeats[set] ? ['--repeat', `${trainOf(set)}=${repeats[set]}`] : [])),
    ...['--preset', 'accurate', '--line-height', String(lineHeight)],
    ...['--batch-pixels', '300000', '--learning-rate', '0.0012'],
  ],
  augmentation: join(work, 'sets.yaml'),
  amounts: setsAugmentation,
};
/** Each part goes on from the one before. @returns the models of the parts of all sets */
function trainParts(): readonly string[] {
  const results: string[] = [];
  let from = base;
  for (const [index, minutesOfPart] of minutes.entries()) {
    const ofPart = { minutes: minutesOfPart, seed: seed + index, from };
    if (from === undefined) from = train('hands', { ...handsPart, ...ofPart });
    else {
      from = train(`sets${results.length + 1}`, { ...setsPart, ...ofPart });
      results.push(from);
    }
  }
  return results;
}
const model = join(out, `${name}.onnx`);
// Each part's end reads unseen lines worse than the mean of several (docs/experiments.md, "The mean of several parts").
ductus(['average', ...trainParts().slice(-averagedParts), ...validation, '--out', model]);
const small = join(out, `${name}.int8.onnx`);
ductus(['quantize', model, ...used.map(trainOf), ...validation, '--out', small]);

const [lm, tuned] = [join(out, `${name}.arpa`), join(out, `${name}.lm.json`)];
// With the words that were drawn, so that it knows more than French and doesn't force it upon other languages.
ductus(['train-lm', ...used.map(trainOf), drawn, '--order', '7', '--prune', '1', '--out', lm]);
const tuning = ['--lm-bonus', String(bonus), '--beam', '64', '--lines', String(languageLines)];
ductus(['tune', model, ...used.map(valOf), '--lm', lm, ...tuning, '--threads', threads, '--out', tuned]);

function measure(path: string, set: string, ...flags: readonly string[]) {
  const args = ['evaluate', path, valOf(set), '--json', ...flags];
  const json = execFileSync(process.execPath, [resolve('bin', 'ductus.js'), ...args], { maxBuffer: 1e9 });
  return JSON.parse(json.toString()) as SetFacts['float32'];
}

const facts: CardFacts = {
  name,
  command: `npm run starter -- ${process.argv.slice(2).join(' ')}`,
  commands,
  drawn: { lines: drawnLines, languages: drawnLanguages, families: handwritingFamilies.length },
  bytes: { float32: statSync(model).size, int8: statSync(small).size, language: statSync(lm).size },
  description: execFileSync(process.execPath, [resolve('bin', 'ductus.js'), 'inspect', model, '--json']).toString(),
  sets: sets.map((set) => ({
    name: set,
    used: used.includes(set),
    repeat: repeats[set] ?? 1,
    meta: JSON.parse(readFileSync(join(folder, set, 'META.json'), 'utf8')),
    float32: measure(model, set, '--no-lm'),
    int8: measure(small, set, '--no-lm'),
    language: measure(small, set, '--lm', tuned),
  })),
};
writeFileSync(join(out, name === 'starter' ? 'README.md' : `${name}.md`), writeCard(facts));
console.log(`\n${model}, ${small}, ${tuned} and their card are in ${out}`);
