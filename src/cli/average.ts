/** ductus average */
import type { Command } from 'commander';
import type { ComparedModel } from '../evaluation/index.js';
import { averageModelFiles } from '../evaluation/node.js';
import { writeFileAtomic } from '../files/index.js';
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
  const screen = new Screen();
  const { bytes, compared, lines } = await averageModelFiles(paths, {
    val,
    name: out,
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
    progress: ({ name, done, lines }) => screen.progress(`${name}: read ${done} of ${count(lines, 'line')}`),
  }).finally(() => screen.clear());
  await writeFileAtomic(out, bytes);
  report(compared, flags, lines);
}

function report(compared: readonly ComparedModel[], { out, json }: Flags, lines: number): void {
  const measured = compared.map(({ name, evaluation: { characterErrorRate } }) => ({
    model: name,
    characterErrorRate,
  }));
  if (json) {
    console.log(JSON.stringify({ out, lines, measured }, null, 2));
    return;
  }
  for (const { model, characterErrorRate } of measured) print(`CER ${percent(characterErrorRate, 2)}  ${model}`);
  print(`on ${count(lines, 'line')}; ${out} is the mean of the others`);
}
