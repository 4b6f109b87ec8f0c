/** ductus average */
import type { Command } from 'commander';
import { Loader, type Sample } from '../dataset/index.js';
import { calibrate, type Evaluation, evaluate } from '../evaluation/index.js';
import { writeFileAtomic } from '../files/index.js';
import { averageModels, type NewModel, readTrainableModel, writeModel } from '../model/index.js';
import { Recognizer } from '../recognition/index.js';
import { readModelFile } from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import { version } from '../version.js';
import { samplesOf } from './data-flag.js';
import { UsageError } from './errors.js';
import { several, threadsFlag } from './flags.js';
import { refuseReplacing } from './out-place.js';
import { count, percent, print, Screen } from './screen.js';

interface Flags {
  readonly out?: string;
  readonly val?: readonly string[];
  readonly json?: boolean;
  readonly threads?: number;
}

export function configureAverage(command: Command): void {
  command
    .description(
      'Writes the mean of the weights of models that went on from each other, or from one model, which often reads unseen lines better than each of them. Reads lines with all and says whether it does.',
    )
    .argument('<models...>', 'two or more models of one network that ductus train wrote (.onnx)')
    .option('--out <file>', 'where the mean goes (.onnx)')
    .option(
      '--val <data>',
      'lines with texts to compare on and to calibrate confidences with; may be repeated',
      several,
    )
    .option('--json', 'print the comparison as JSON');
  threadsFlag(command)
    .addHelpText(
      'after',
      `
Examples:
  ductus train lines/ --val val/ --out a.onnx --minutes 30
  ductus train lines/ --val val/ --from a.onnx --seed 2 --out b.onnx --minutes 30
  ductus average a.onnx b.onnx --val val/ --out mean.onnx`,
    )
    .action(run);
}

async function run(paths: readonly string[], flags: Flags): Promise<void> {
  const { out, val } = flags;
  if (!out?.endsWith('.onnx')) {
    throw new UsageError('average needs --out FILE.onnx: where the mean goes, such as --out mean.onnx');
  }
  if (paths.length < 2) throw new UsageError(`average needs two models or more, got ${paths.join(' ')}`);
  if (val === undefined) throw new UsageError('average needs --val DATA: lines to compare the models on');
  refuseReplacing(out, paths);
  const files = await Promise.all(paths.map((path) => readModelFile(path)));
  const mean = averageModels(
    files.map((bytes, n) => ({ path: paths[n] as string, model: readTrainableModel(bytes, paths[n] as string) })),
  );
  const samples = await samplesOf('--val', val, mean.text);
  const names = [...paths, out];
  const read = await readWithEach([...files, writeModel(mean)], names, samples, flags.threads ?? coreCount());
  await writeFileAtomic(out, measuredModel(mean, read.at(-1) as Evaluation));
  report(
    read.map(({ characterErrorRate }, n) => ({ model: names[n] as string, characterErrorRate })),
    flags,
    samples.length,
  );
}

/** What each model makes of the lines, one model after the other. */
async function readWithEach(
  models: readonly Uint8Array[],
  names: readonly string[],
  samples: readonly Sample[],
  threads: number,
): Promise<readonly Evaluation[]> {
  const screen = new Screen();
  const loader = new Loader(Math.max(1, threads - 1));
  const read: Evaluation[] = [];
  try {
    for (const [n, model] of models.entries()) {
      const recognizer = await Recognizer.load(model, { threads });
      const progress = (done: number) =>
        screen.progress(`${names[n]}: read ${done} of ${count(samples.length, 'line')}`);
      read.push(await evaluate(recognizer, samples, loader, progress).finally(() => recognizer.dispose()));
    }
    return read;
  } finally {
    screen.clear();
    await loader.dispose();
  }
}

/** The model with what it came to on lines with texts, as training writes it. */
function measuredModel(mean: NewModel, { lines, characterErrorRate, wordErrorRate }: Evaluation): Uint8Array {
  return writeModel({
    ...mean,
    calibration: calibrate(lines),
    provenance: { software: `ductus ${version}`, ...mean.provenance },
    metrics: {
      validationCharacterErrorRate: characterErrorRate,
      validationWordErrorRate: wordErrorRate,
      validationLines: lines.length,
    },
  });
}

interface Measured {
  readonly model: string;
  readonly characterErrorRate: number;
}

function report(measured: readonly Measured[], { out, json }: Flags, lines: number): void {
  if (json) {
    console.log(JSON.stringify({ out, lines, measured }, null, 2));
    return;
  }
  for (const { model, characterErrorRate } of measured) print(`CER ${percent(characterErrorRate, 2)}  ${model}`);
  print(`on ${count(lines, 'line')}; ${out} is the mean of the others`);
}
