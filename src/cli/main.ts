/** The command line: one subcommand a file, what a command needs is loaded when it runs. */
import { Command, CommanderError } from 'commander';
import { version } from '../version.js';

interface Subcommand {
  readonly usage: string;
  readonly summary: string;
  /** Loads the command's file, and what it needs, only when it runs. */
  configure(command: Command): Promise<void>;
}

const subcommands: Readonly<Record<string, Subcommand>> = {
  train: {
    usage: '[options] [data...]',
    summary: 'train a model from line images with their texts',
    configure: async (command) => (await import('./train.js')).configureTrain(command),
  },
  'train-layout': {
    usage: '[options] [data...]',
    summary: 'train a model that finds the lines of pages',
    configure: async (command) => (await import('./train-layout.js')).configureTrainLayout(command),
  },
  adapt: {
    usage: '[options] [model-and-pages...]',
    summary: 'adapt a model to handwriting without texts',
    configure: async (command) => (await import('./adapt.js')).configureAdapt(command),
  },
  suggest: {
    usage: '[options] [model] <page...>',
    summary: 'name the lines that it would help most to transcribe next',
    configure: async (command) => (await import('./suggest.js')).configureSuggest(command),
  },
  evaluate: {
    usage: '[options] <model-and-data...>',
    summary: "measure a model, or any system's texts, against references",
    configure: async (command) => (await import('./evaluate.js')).configureEvaluate(command),
  },
  recognize: {
    usage: '[options] [model] <image...>',
    summary: 'read pages and line images',
    configure: async (command) => (await import('./recognize.js')).configureRecognize(command),
  },
  merge: {
    usage: '[options] <out...>',
    summary: 'put results of shards together',
    configure: async (command) => (await import('./merge.js')).configureMerge(command),
  },
  align: {
    usage: '[options] <pages-and-text...>',
    summary: 'make ground truth of pages and their transcription without line breaks',
    configure: async (command) => (await import('./align.js')).configureAlign(command),
  },
  segment: {
    usage: '[options] <page...>',
    summary: 'find the lines of pages',
    configure: async (command) => (await import('./segment.js')).configureSegment(command),
  },
  'evaluate-layout': {
    usage: '[options] [model] <data...>',
    summary: 'measure how well lines of pages are found',
    configure: async (command) => (await import('./evaluate-layout.js')).configureEvaluateLayout(command),
  },
  serve: {
    usage: '[options]',
    summary: 'serve recognition over HTTP, and the app',
    configure: async (command) => (await import('./serve.js')).configureServe(command),
  },
  queue: {
    usage: '<command> [options]',
    summary: 'put pages into a queue for many machines, and look after it',
    configure: async (command) => (await import('./queue.js')).configureQueue(command),
  },
  work: {
    usage: '[options]',
    summary: 'read the pages of a queue, on any number of machines',
    configure: async (command) => (await import('./work.js')).configureWork(command),
  },
  average: {
    usage: '[options] <models...>',
    summary: 'make the mean of models of one training',
    configure: async (command) => (await import('./average.js')).configureAverage(command),
  },
  'train-lm': {
    usage: '[options] <text...>',
    summary: 'make a language model from texts',
    configure: async (command) => (await import('./train-lm.js')).configureTrainLm(command),
  },
  tune: {
    usage: '[options] <model> <data...>',
    summary: "find a language model's weights on lines with texts",
    configure: async (command) => (await import('./tune.js')).configureTune(command),
  },
  pack: {
    usage: '[options] <data...>',
    summary: 'put lines into one Parquet file',
    configure: async (command) => (await import('./pack.js')).configurePack(command),
  },
  unpack: {
    usage: '[options] <data...>',
    summary: 'write lines as images with their texts beside them',
    configure: async (command) => (await import('./unpack.js')).configureUnpack(command),
  },
  augment: {
    usage: '[options] <data...>',
    summary: 'look at what training does to lines',
    configure: async (command) => (await import('./augment.js')).configureAugment(command),
  },
  synthesize: {
    usage: '[options]',
    summary: 'draw handwriting: lines with texts, or pages',
    configure: async (command) => (await import('./synthesize.js')).configureSynthesize(command),
  },
  quantize: {
    usage: '[options] <model> <data...>',
    summary: 'make a model that reads in 8 bits',
    configure: async (command) => (await import('./quantize.js')).configureQuantize(command),
  },
  inspect: {
    usage: '[options] <data-or-model...>',
    summary: 'look into data or a model',
    configure: async (command) => (await import('./inspect.js')).configureInspect(command),
  },
};

/** Runs the command line and sets the exit code: 0, 1 for failures, 2 for wrong usage. */
export async function main(argv: readonly string[]): Promise<void> {
  watchOutput();
  process.on('uncaughtException', async (error) => process.exit(await exitCodeOf(error)));
  const program = new Command('ductus')
    .description('Handwriting recognition that you train yourself.')
    .version(version)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  ductus train lines/ --out model.onnx --minutes 60
  ductus evaluate model.onnx other-lines/ --report report.html
  ductus recognize model.onnx line.png`,
    );
  program.configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` });
  // `ductus help NAME` is the help of NAME; where there is none, that is said as of `ductus NAME`.
  const name = argv[2] === 'help' ? argv[3] : argv[2];
  const isUnknownHelp =
    argv[2] === 'help' && name !== undefined && !['help', ...Object.keys(subcommands)].includes(name);
  const args = isUnknownHelp ? argv.toSpliced(2, 1) : [...argv];
  try {
    if (args.some((argument) => /[^ -~]/.test(argument))) await printSafely(program);
    await addSubcommands(program, name);
    await program.parseAsync(args);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode !== 0) process.exitCode = 2;
    } else process.exitCode = await exitCodeOf(error);
  }
}

/** What the parser says of arguments is printed as all else is. Subcommands that are added later do as the program. */
async function printSafely(program: Command): Promise<void> {
  const { printableLines } = await import('../text/index.js');
  program.configureOutput({ writeErr: (text) => process.stderr.write(printableLines(text)) });
}

/** Prints the failure. What it needs is loaded here: help needs nothing of it, and a command that runs has it already. */
async function exitCodeOf(error: unknown): Promise<number> {
  return (await import('./errors.js')).reportFailure(error);
}

/** @param asked the one that runs knows its arguments itself; for the list of all, their usage stands for them */
async function addSubcommands(program: Command, asked: string | undefined): Promise<void> {
  for (const [name, { usage, summary, configure }] of Object.entries(subcommands)) {
    const command = program.command(name).summary(summary);
    command.exitOverride().showHelpAfterError(`(see ductus ${name} --help)`);
    if (name === asked) await configure(command);
    else command.usage(usage);
  }
}

/**
 * Whoever reads the output may stop reading (`| head`), and the disk that it goes to may be full. The command itself
 * goes on, since its files are wanted; what was lost is said once, and in the exit code.
 */
function watchOutput(): void {
  let isLost = false;
  process.stdout.on('error', async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || isLost) return;
    isLost = true;
    const { systemProblem } = await import('../runtime/index.js');
    const problem = systemProblem(error) ?? error.message;
    console.error(`ductus: standard output: ${problem}. What is printed from here on is lost`);
    process.exitCode ||= 1;
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
}
