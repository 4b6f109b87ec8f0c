/** `--ui`: the page of a training, in the browser of whoever sits at this computer. */
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Trained } from '../server/index.js';
import type { RunSite } from '../server/node.js';
import { UsageError, withFlags } from './errors.js';
import { print, printError } from './screen.js';
import type { Stops } from './training-command.js';

export interface PageFlags {
  readonly ui?: boolean | undefined;
  readonly uiPort?: number | undefined;
}

export interface PagedRun {
  readonly trained: Trained;
  /** The folder of a run that goes on. */
  readonly run?: string | undefined;
  readonly stops: Stops;
  /** Names of options that messages have in backticks. */
  readonly options: readonly string[];
  readonly json: boolean;
  /** The folder of the built app. Default: this package's. */
  readonly page?: string;
}

/** What shows a run while it goes on; does nothing where no page is asked for. */
export interface TrainingPage {
  readonly validating?: () => void;
  follow<E extends { readonly kind: string }>(events: AsyncIterable<E>): AsyncIterable<E>;
}

/** @throws UsageError where there is no page, or another program has the port */
export async function openTrainingPage({ ui, uiPort }: PageFlags, run: PagedRun): Promise<TrainingPage> {
  if (uiPort !== undefined && !ui) throw new UsageError('--ui-port says where the page of --ui is; give --ui too');
  if (!ui) return { follow: (events) => events };
  const site = await opened(uiPort ?? 0, run);
  (run.json ? printError : print)(`The run is at ${site.address}`);
  run.stops.signal.addEventListener('abort', () => site.stopping());
  return { validating: () => site.validating(), follow: (events) => followed(events, site) };
}

async function opened(port: number, { trained, run, stops, options, page }: PagedRun): Promise<RunSite> {
  if (port > 65_535) throw new UsageError(`--ui-port must be 65535 at most, got ${port}`);
  const { builtPage, RunSite } = await import('../server/node.js');
  const folder = pageOf(page ?? builtPage());
  const folders = [process.cwd(), homedir(), ...(run === undefined ? [] : [dirname(resolve(run))])];
  const say = (text: string) => withFlags(text, options);
  try {
    return await RunSite.open({ port, folder, trained, run, folders, say, stop: stops.stop });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const reason = code === 'EACCES' ? 'the system keeps this port for itself' : 'another program has this port';
    throw new UsageError(`--ui-port ${port}: ${reason}; give another, or leave it out for any that is free`);
  }
}

/** @throws UsageError where the app is not built, or the package came without it */
export function pageOf(folder: string | undefined): string {
  if (folder !== undefined) return folder;
  throw new UsageError(
    '--ui: the page is not there (dist/app). In a checkout, npm run build makes it; or train without --ui',
  );
}

async function* followed<E extends { readonly kind: string }>(
  events: AsyncIterable<E>,
  site: RunSite,
): AsyncGenerator<E> {
  try {
    for await (const event of events) {
      site.happened(event);
      yield event;
    }
  } catch (error) {
    site.failed(error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    await site.close();
  }
}
