/** Flags of commands that find the lines of pages. */
import { type Command, Option } from 'commander';
import { sha256OfFile } from '../files/index.js';
import { findingMethods, type LineFinder, openLineFinder } from '../layout/index.js';
import { shippedLayoutModel } from '../layout/node.js';
import { coreCount } from '../runtime/index.js';
import { UsageError } from './errors.js';

export interface FinderFlags {
  readonly layout?: string;
  readonly method?: LineFinder['method'];
  readonly threads?: number;
}

export function methodFlag(command: Command): Command {
  return command.addOption(
    new Option(
      '--method <name>',
      'how lines are found (default: net where there is a layout model, else classical)',
    ).choices(findingMethods),
  );
}

export function layoutFlag(command: Command): Command {
  return command.option('--layout <model>', 'the layout model that finds lines (.onnx)');
}

export function uprightFlag(command: Command): Command {
  return command.option(
    '--upright',
    'also find lines that are written up or down the page, as notes in margins are; takes three times as long',
  );
}

/** @throws UsageError when a network is wanted and there is none; ModelError for the model */
export async function openFinder({ layout, method, threads = coreCount() }: FinderFlags): Promise<LineFinder> {
  if (method === 'classical' && layout !== undefined) {
    throw new UsageError('--method classical needs no model; leave out --layout');
  }
  const finder = await openLineFinder({ layout: method === 'classical' ? false : layout, threads });
  if (method !== 'net' || finder.method === 'net') return finder;
  await finder.dispose();
  throw new UsageError(
    '--method net needs a layout model, and none comes with this ductus; name one by --layout (evaluate-layout: before its pages)',
  );
}

/** What finds lines, for results that depend on it. @throws the system's error when the model can't be read */
export async function finderIdentity({ layout, method }: FinderFlags): Promise<string> {
  const path = method === 'classical' ? undefined : (layout ?? (await shippedLayoutModel()));
  return path === undefined ? 'classical' : sha256OfFile(path);
}

/** What found the lines, in words. */
export function describeFinder({ method }: LineFinder, { layout }: FinderFlags): string {
  if (method === 'classical') return 'the classical method';
  return layout === undefined ? 'the layout model that comes with ductus' : `the layout model ${layout}`;
}
