/** The worker's side of learning from corrections, and of models. */
import {
  deleteRun,
  evaluateLines,
  eventsOfRun,
  fewLines,
  inspectModel,
  listRuns,
  modelOfRun,
  Recognizer,
  resume,
  type TrainingEvent,
  train,
} from 'ductus/web';
import type { Calls, CutLine, LearntModel, Measured, ModelFacts } from './messages.js';

/** Lines as the library takes them. */
function asLines(lines: readonly CutLine[]) {
  return lines.map(({ png, ...line }) => ({ ...line, image: png }));
}

export async function learn(
  { run, lines, heldOut, from, minutes, settings }: Calls['learn']['in'],
  tell: (event: TrainingEvent) => void,
  signal: AbortSignal,
): Promise<undefined> {
  const sets = { lines: asLines(lines), validation: asLines(heldOut) };
  const events = train({ ...fewLines, ...settings, ...sets, run, from, minutes, quantize: true, signal });
  for await (const event of events) tell(event);
}

export async function learnOn(
  run: string,
  tell: (event: TrainingEvent) => void,
  signal: AbortSignal,
): Promise<undefined> {
  const before = await eventsOfRun(run);
  for (const event of before) tell(event);
  // It was done, and only what comes after was not.
  if (before.at(-1)?.kind === 'end') return undefined;
  for await (const event of resume(run, {}, signal)) tell(event);
  return undefined;
}

export function runs(): ReturnType<typeof listRuns> {
  return listRuns();
}

export async function learntModel(run: string): Promise<LearntModel | undefined> {
  const [reads, trains] = [await modelOfRun(run, 'int8'), await modelOfRun(run)];
  const end = (await eventsOfRun(run)).findLast(({ kind }) => kind === 'end');
  return reads && trains && { reads, trains, learnt: end?.kind === 'end' && end.bestStep > 0 };
}

export async function dropRun(run: string): Promise<undefined> {
  await deleteRun(run);
}

export async function measure(
  { model, lines }: Calls['measure']['in'],
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<Measured> {
  const recognizer = await Recognizer.load(model, { language: false });
  try {
    const evaluation = await evaluateLines(recognizer, asLines(lines), { progress: tell, signal });
    return {
      characterErrorRate: evaluation.characterErrorRate,
      lines: evaluation.lines.map(({ name, reference, prediction }) => ({ name, text: reference, read: prediction })),
    };
  } finally {
    await recognizer.dispose();
  }
}

/** @throws ModelError for what is no model, and, tried, for one that reads no lines */
export async function inspect({ model, trial }: Calls['inspect']['in']): Promise<ModelFacts> {
  if (trial) await (await Recognizer.load(model, { language: false })).dispose();
  const account = await inspectModel(model);
  const errorRate = account.metrics.validationCharacterErrorRate;
  return {
    characters: 'alphabet' in account ? account.alphabet.length : 0,
    trainable: account.precision !== 'int8',
    errorRate: typeof errorRate === 'number' ? errorRate : undefined,
    bytes: account.bytes,
  };
}
