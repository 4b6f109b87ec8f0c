/**
 * npm run starter -- --lines FOLDER --texts FOLDER [--pages FOLDER] [--leave-out SET|LANGUAGE]: makes the starter model and its card.
 *
 * Trains in several parts on all sets but a seeded tenth of their documents, which decides when a part is best, on lines of pages, and
 * on drawn lines of prose; writes the mean of the last parts, and of what they went on from where they are few, stored in 16 bits, and in 8 bits, and the languages of prose and of the same texts,
 * reads every set's validation lines with them, which decided nothing, and writes what came out to README.md. What is left out by
 * --leave-out is learnt from nowhere and read whole. Each step is a command that is printed; a run that was interrupted goes on
 * where it was. --base goes on from a model of before.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { handwritingFamilies } from '../../../src/synthesis/node.js';
import { type CardFacts, type SetFacts, writeCard } from './card.js';
import { isLeftOut, type LineSet, lineSets, prepareData, prose, proseToDraw } from './starter-data.js';

/** Of all that may come: photographs too, and many of the lines are from few documents, which are learnt by heart otherwise. */
const augmentation = { strength: 1, concatenate: 0.15 };
/** Pixels: the same weights as at 48, and more frames for small and narrow hands (docs/experiments.md, "Height"). */
const lineHeight = 64;
/** So many of the last parts have a share in the model. */
const averagedParts = 3;
const drawnLines = 3500;
/** Lines that the languages' weights are tuned on, drawn from all of the tenth. */
const languageLines = 1000;

const { values } = parseArgs({
  options: {
    lines: { type: 'string' },
    pages: { type: 'string' },
    texts: { type: 'string' },
    'leave-out': { type: 'string', multiple: true, default: [] },
    work: { type: 'string', default: join('runs', 'starter') },
    out: { type: 'string', default: join('packages', 'models') },
    name: { type: 'string', default: 'starter' },
    /** A model to go on from, instead of random weights. */
    base: { type: 'string' },
    /** Of each part: a run of a hundred minutes at most is one that can be waited for. */
    minutes: { type: 'string', default: '100,100,60,60,60' },
    'learning-rate': { type: 'string', default: '0.0012' },
    /** Of the tenth, the drawn lines and the first part; each part after it has the next. */
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: String(cpus().length) },
  },
});
const { lines: folder, pages, texts, work, out, name, threads, base } = values;
const leftOut = values['leave-out'];
const [minutes, seed] = [values.minutes.split(',').map(Number), Number(values.seed)];
const names = [...new Set([...lineSets.flatMap((set) => [set.name, set.language]), ...Object.keys(prose)])];
const unknown = leftOut.find((set) => !names.includes(set));
if (
  folder === undefined ||
  texts === undefined ||
  unknown !== undefined ||
  !minutes.every((n) => n > 0) ||
  !Number.isInteger(seed)
) {
  console.error(
    `Usage: npm run starter -- --lines FOLDER --texts FOLDER [--pages FOLDER] [--leave-out SET|LANGUAGE]... [--minutes 100,100,60,60,60] [--base MODEL] [--seed N] [--work DIR] [--out DIR] [--name NAME]
--lines holds ${lineSets.map((set) => set.name).join(', ')}, each with train/, val/ and META.json; --pages sets of pages of the same names; --texts LANGUAGE.txt of ${Object.keys(prose).join(', ')}, to draw. --minutes are those of each part; the model is the mean of the last ${averagedParts}.${unknown === undefined ? '' : `\n--leave-out ${unknown}: give one of ${names.join(', ')}`}`,
  );
  process.exit(2);
}
const missing = [
  ...lineSets.map((set) => join(folder, set.name, 'train')),
  ...(pages === undefined ? [] : [pages]),
  ...Object.keys(prose).map((language) => join(texts, `${language}.txt`)),
].find((path) => !existsSync(path));
if (missing !== undefined) {
  console.error(
    `${missing} is not there: name the folders that hold the sets, pages and texts (npm run starter says which).`,
  );
  process.exit(2);
}
const used = lineSets.filter((set) => !isLeftOut(set, leftOut));
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
  readonly minutes: number;
  readonly from: string | undefined;
  readonly seed: number;
}

/** Trains, goes on with a run that was interrupted, or does nothing when it is done. @returns the model's path */
function train(name: string, { minutes, from, seed }: Part): string {
  const [path, model] = [join(work, name), join(work, `${name}.onnx`)];
  const [amounts, yaml] = [join(work, 'augmentation.yaml'), stringify(augmentation)];
  writeFileSync(amounts, yaml);
  const isDone = () => {
    const log = join(path, 'log.jsonl');
    const last = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').at(-1) : undefined;
    return last !== undefined && JSON.parse(last).reason === 'minutes';
  };
  const begun = existsSync(join(path, 'config.json'));
  const start = from === undefined ? [] : ['--from', from];
  const usual = ['--augmentation', amounts, '--weight-decay', '0.03', '--patience', '0'];
  const ofRun = ['--minutes', String(minutes), '--out', model, '--run', path, '--seed', String(seed)];
  ductus(['train', ...partData, ...start, ...usual, ...ofRun, '--threads', threads], name, begun, yaml);
  if (begun && !isDone()) run(['train', '--resume', path]);
  if (!isDone()) {
    console.error(`${path}: the run was interrupted. The same command goes on with it.`);
    process.exit(1);
  }
  return model;
}

const data = await prepareData({ lines: folder, pages }, used, { out: join(work, 'data'), seed: 1 });
const trainOf = (set: string) => data.train.get(set) ?? '';
const tenths = [...data.tenth.values()];
const validation = tenths.flatMap((list) => ['--val', list]);

function drawProse(from: string): string {
  const [text, drawn] = [join(work, 'drawn.txt'), join(work, 'drawn.parquet')];
  writeFileSync(text, proseToDraw(from, leftOut));
  const amounts = ['--most', '60', '--lines', String(drawnLines), '--seed', String(seed)];
  ductus(['synthesize', '--text', text, ...amounts, '--out', drawn], 'drawn', existsSync(drawn));
  return drawn;
}

const drawn = [drawProse(texts)];
const partData = [
  ...[...drawn, ...used.map((set) => trainOf(set.name)), ...data.pages, ...validation],
  ...used.flatMap((set) => (set.repeat > 1 ? ['--repeat', `${trainOf(set.name)}=${set.repeat}`] : [])),
  ...['--preset', 'accurate', '--line-height', String(lineHeight)],
  ...['--batch-pixels', '300000', '--learning-rate', values['learning-rate']],
];
/** Each part goes on from the one before. @returns the models of the parts */
function trainParts(): readonly string[] {
  const results: string[] = [];
  for (const [index, minutesOfPart] of minutes.entries()) {
    const from = results.at(-1) ?? base;
    results.push(train(`part${index + 1}`, { minutes: minutesOfPart, seed: seed + index, from }));
  }
  return results;
}
const [whole, model] = [join(work, 'mean.onnx'), join(out, `${name}.onnx`)];
const averaged = [...(base === undefined ? [] : [base]), ...trainParts()].slice(-averagedParts);
// Each part's end reads unseen lines worse than the mean of several (docs/experiments.md, "The mean of several parts").
if (averaged.length > 1) ductus(['average', ...averaged, ...validation, '--out', whole]);
else for (const path of averaged) copyFileSync(path, whole);
ductus(['quantize', whole, ...tenths, '--bits', '16', '--out', model]);
const small = join(out, `${name}.int8.onnx`);
ductus(['quantize', whole, ...used.map((set) => trainOf(set.name)), ...validation, '--out', small]);

/** Languages of prose and of lines' texts. @returns their files */
function makeLanguages(lines: string, to: string): readonly string[] {
  const names = Object.keys(prose).filter((name) => !leftOut.includes(name));
  const args = [
    '--texts',
    texts ?? '',
    '--lines',
    lines,
    '--out',
    to,
    ...(leftOut.length > 0 ? ['--only', names.join(',')] : []),
  ];
  commands.push(`npm run languages -- ${args.join(' ')}`);
  console.log(`\n> ${commands.at(-1)}`);
  execFileSync(process.execPath, ['--import', 'tsx', resolve('packages', 'models', 'make', 'languages.ts'), ...args], {
    stdio: 'inherit',
  });
  return names.map((name) => join(to, `${name}.lm`));
}

// Their weights are tuned on texts that they have not seen; what is shipped has seen these too.
const unseen = makeLanguages(data.texts, join(work, 'languages'));
const [tuned, found] = [join(out, `${name}.lm.json`), join(work, 'tuned.json')];
const tuning = ['--beam', '32', '--lines', String(languageLines), '--threads', threads, '--out', found];
ductus(['tune', model, ...tenths, '--language', unseen.join(','), ...tuning]);
const languages = makeLanguages(leftOut.length > 0 ? data.texts : folder, join(out, 'languages'));
const weights = JSON.parse(readFileSync(found, 'utf8'));
const read = leftOut.length > 0 ? languages.map((path) => relative(out, path)) : 'auto';
writeFileSync(tuned, `${JSON.stringify({ ...weights, languages: read }, undefined, 2)}\n`);

/** A set's validation lines; all of its lines where it was left out. */
function measure(path: string, set: LineSet, ...flags: readonly string[]): SetFacts['float32'] {
  const parts = isLeftOut(set, leftOut) ? ['train', 'val'] : ['val'];
  const lines = parts.map((part) => join(folder ?? '', set.name, part));
  const args = ['evaluate', path, ...lines, '--json', ...flags];
  const json = execFileSync(process.execPath, [resolve('bin', 'ductus.js'), ...args], { maxBuffer: 1e9 });
  return JSON.parse(json.toString());
}

const facts: CardFacts = {
  name,
  command: `npm run starter -- ${process.argv.slice(2).join(' ')}`,
  commands,
  drawn: {
    lines: drawn.length > 0 ? drawnLines : 0,
    languages: Object.keys(prose),
    families: handwritingFamilies.length,
  },
  bytes: {
    float32: statSync(model).size,
    int8: statSync(small).size,
    language: languages.reduce((sum, path) => sum + statSync(path).size, 0),
  },
  description: execFileSync(process.execPath, [resolve('bin', 'ductus.js'), 'inspect', model, '--json']).toString(),
  sets: lineSets.map((set) => ({
    name: set.name,
    used: used.includes(set),
    repeat: set.repeat,
    meta: JSON.parse(readFileSync(join(folder, set.name, 'META.json'), 'utf8')),
    float32: measure(model, set, '--no-lm'),
    int8: measure(small, set, '--no-lm'),
    language: measure(small, set, '--lm', tuned),
  })),
};
writeFileSync(join(out, name === 'starter' ? 'README.md' : `${name}.md`), writeCard(facts));
console.log(`\n${model}, ${small}, ${tuned} and their card are in ${out}`);
