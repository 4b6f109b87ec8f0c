/** What every run was told, whatever it trains, as its folder keeps it. */
import { z } from 'zod';
import { aboutOptions } from '../error.js';
import { shardsFor, TrainingError } from '../training/index.js';

export interface KeptConfig {
  /** The folder that relative paths are meant from. */
  readonly folder: string;
  readonly out: string;
  readonly threads: number;
  readonly settings: { readonly seed: number };
}

/** Into how many parts a batch goes. */
export function shardsOf({
  shards,
  threads,
}: {
  readonly shards?: number | undefined;
  readonly threads: number;
}): number {
  return shards ?? shardsFor(threads);
}

/** What goes on with runs, by what they train; a run of lines, the first kind, has no word for it. */
const resumers = {
  lines: '`ductus train --resume`',
  layout: '`ductus train-layout --resume`',
  adapting: '`ductus adapt --resume`',
} as const;

/** The words of the other kinds. */
const saidSchema = z.object({ kind: z.enum(['layout', 'adapting']) });

/**
 * A run's configuration of one kind.
 * @param parse throws what is wrong with the content
 * @throws TrainingError that names the file when it is damaged, or the run is of another kind
 */
export function parsedConfig<C>(
  json: Uint8Array,
  path: string,
  kind: keyof typeof resumers,
  parse: (content: unknown) => C,
): C {
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(json));
    const said = saidSchema.safeParse(content).data?.kind ?? 'lines';
    if (said !== kind) throw new TrainingError(`${path}: a run of ${said}; go on with it by ${resumers[said]}`);
    return parse(content);
  } catch (error) {
    if (error instanceof TrainingError) throw error;
    throw new TrainingError(
      `${path} is damaged: ${reasonOf(error)}. Mend it, or go on in a new run with \`from\` and the best model beside it`,
      aboutOptions('from'),
    );
  }
}

/** A run whose configuration may become another one. */
interface Changeable<C> {
  readonly path: string;
  readonly config: C;
  reconfigure(config: C): Promise<void>;
}

/**
 * Tells a run other settings, where some are given; threads stand beside them too. What is `undefined` stays as it was.
 * @throws TrainingError when one is not valid
 */
export async function changeSettings<C extends KeptConfig>(
  run: Changeable<C>,
  changes: Readonly<Record<string, unknown>>,
  schema: z.ZodType<C['settings']>,
): Promise<void> {
  const told = Object.entries(changes).filter(([, value]) => value !== undefined);
  if (told.length === 0) return;
  const { config, path } = run;
  const settings = schema.safeParse({ ...config.settings, ...Object.fromEntries(told) });
  if (!settings.success) throw new TrainingError(`${path}: ${settings.error.issues[0]?.message}`);
  const threads = typeof changes.threads === 'number' ? changes.threads : config.threads;
  await run.reconfigure({ ...config, threads, settings: settings.data });
}

/** One line that says what is wrong. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `${issue?.path.join('.')}: ${issue?.message}`;
  }
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  return line;
}
