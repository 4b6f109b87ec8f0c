/** The command line: one subcommand a file, what a command needs is loaded when it runs. */
import { Command, CommanderError } from 'commander';
import { version } from '../version.js';
import { reportFailure } from './errors.js';

const commands = {
  train: async (program: Command) => (await import('./train.js')).addTrain(program),
  evaluate: async (program: Command) => (await import('./evaluate.js')).addEvaluate(program),
  recognize: async (program: Command) => (await import('./recognize.js')).addRecognize(program),
  inspect: async (program: Command) => (await import('./inspect.js')).addInspect(program),
} as const;

/** Runs the command line and sets the exit code: 0, 1 for failures, 2 for wrong usage. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads the output may stop reading (`| head`); the command itself goes on, its files are wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
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
  const asked = argv[2];
  const names = Object.keys(commands) as (keyof typeof commands)[];
  // Only the command that runs is loaded; help and unknown words need the names of all.
  for (const name of names.includes(asked as keyof typeof commands) ? [asked as keyof typeof commands] : names) {
    await commands[name](program);
  }
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError(`(see ductus ${command.name()} --help)`);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else process.exitCode = reportFailure(error);
  }
}
