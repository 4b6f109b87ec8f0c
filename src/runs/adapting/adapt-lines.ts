/** The lines of a run that adapts, as its folder keeps them: what was chosen is written down once, and every part of the run reads it. */
import { z } from 'zod';
import type { Sample } from '../../dataset/index.js';
import { openDataset, packSamples } from '../../dataset/node.js';
import { fileSize, joinPath, readBytesIfThere } from '../../files/index.js';
import type { Skipped } from '../../formats/index.js';
import type { TextRules } from '../../text/index.js';
import { writeNamed } from '../written.js';

/** What lines are for, each in a packed file of its own. */
export const lineUses = ['chosen', 'labelled', 'replay', 'replayCheck', 'heldOut'] as const;
export type LineUse = (typeof lineUses)[number];

export type AdaptLines = Readonly<Record<LineUse, readonly Sample[]>>;

/** Lines whose texts are known, beside what was expected of them. */
const checkedSchema = z.object({ lines: z.number(), expectedErrorRate: z.number(), errorRate: z.number() });

export type Checked = z.infer<typeof checkedSchema>;

const choiceSchema = z.object({
  /** Lines that were read. */
  lines: z.number(),
  /** Expected of all of them, and of those that were chosen to be learnt. */
  expectedErrorRate: z.number(),
  chosenErrorRate: z.number(),
  /** The same of those whose texts `check` has. */
  check: z.object({ all: checkedSchema, chosen: checkedSchema }).optional(),
  /** How often an epoch has each line. */
  copies: z.object({ labelled: z.number(), replay: z.number() }),
  /** What lines were replayed from, in words. */
  replaySource: z.string(),
  /** Of the model that is adapted, on lines that it knows; `null` without any. */
  replayErrorRate: z.number().nullable(),
  skipped: z.array(z.object({ name: z.string(), reason: z.string(), detail: z.string().exactOptional() })).readonly(),
});

/** What was chosen, in numbers. */
export type Choice = z.infer<typeof choiceSchema>;

const choiceFile = 'choice.json';

function pathOf(folder: string, use: LineUse): string {
  return joinPath(folder, `${use.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}-lines.parquet`);
}

/** Writes lines of one use down. @returns those whose images can't be read */
export async function keepLines(folder: string, use: LineUse, lines: readonly Sample[]): Promise<readonly Skipped[]> {
  if (lines.length === 0) return [];
  // Lines of several uses are together in a run, where each is known by its key.
  const named = lines.map((line) => ({ ...line, key: `${use}/${line.key}` }));
  return (await packSamples(named, pathOf(folder, use))).skipped;
}

/** The last thing that choosing does: a run that has it needs not choose again. */
export async function keepChoice(folder: string, choice: Choice): Promise<void> {
  await writeNamed(joinPath(folder, choiceFile), `${JSON.stringify(choice, null, 2)}\n`);
}

/** @returns `undefined` where nothing was chosen yet, or the file is damaged: then it is done anew */
export async function keptChoice(folder: string): Promise<Choice | undefined> {
  const bytes = await readBytesIfThere(joinPath(folder, choiceFile));
  try {
    return bytes && choiceSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** @throws DataError, ParquetError for a file that is damaged */
export async function keptLines(folder: string, text: TextRules): Promise<AdaptLines> {
  const linesOf = async (use: LineUse): Promise<readonly Sample[]> => {
    const path = pathOf(folder, use);
    if ((await fileSize(path)) === undefined) return [];
    return (await openDataset([path], { text, keepEmpty: use === 'heldOut' })).samples;
  };
  return {
    chosen: await linesOf('chosen'),
    labelled: await linesOf('labelled'),
    replay: await linesOf('replay'),
    replayCheck: await linesOf('replayCheck'),
    heldOut: await linesOf('heldOut'),
  };
}
