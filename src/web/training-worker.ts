/** The thread that trains for a page: it prepares the lines, and gives one event for each time it is asked. */
import { readTrainableModel } from '../model/index.js';
import {
  type Base,
  beginLines,
  changeSettings,
  networkFor,
  prepareGiven,
  settingsOfRun,
  startingWeights,
  type TrainingEvent,
  trainingSettingsSchema,
  trainLines,
  usableSamples,
} from '../runs/index.js';
import { serve } from '../runtime/index.js';
import { Alphabet } from '../text/index.js';
import { DatabaseRun } from './database-run.js';
import { givenLines } from './lines.js';
import { type BeginTraining, failureOf, type TrainingAnswer, type TrainingRequest } from './training-messages.js';

const stop = new AbortController();
const stops = { signal: stop.signal };
let events: AsyncGenerator<TrainingEvent> | undefined;

async function answer(request: TrainingRequest): Promise<TrainingAnswer> {
  switch (request.kind) {
    case 'train':
      events = await begun(request);
      return {};
    case 'resume':
      events = await resumed(request.run, request.changes);
      return {};
    case 'next': {
      if (request.stop) stop.abort();
      const next = await events?.next();
      return next && !next.done ? { event: next.value } : {};
    }
  }
}

async function begun({ run: name, told, from, ...sets }: BeginTraining): Promise<AsyncGenerator<TrainingEvent>> {
  const base = from && { model: readTrainableModel(from.bytes, from.name), name: from.name, mode: from.mode };
  const settings = settingsOfRun(told, base);
  const source = {
    lines: await givenLines(sets.lines),
    ...(sets.validation ? { validation: await givenLines(sets.validation) } : {}),
  };
  const opened = await prepareGiven(source, settings, base);
  const place = { folder: '', data: ['lines of a web page'], out: name };
  const { config, network, prepared } = beginLines(told, settings, opened, place, base);
  const run = await DatabaseRun.create(name, { config, lines: source, base: from?.bytes });
  const start = startingWeights(network, prepared.alphabet, settings.seed, base?.model);
  return closing(run, trainLines(run, prepared, network, start, stops));
}

async function resumed(
  name: string,
  changes: Readonly<Record<string, unknown>>,
): Promise<AsyncGenerator<TrainingEvent>> {
  const run = await DatabaseRun.open(name);
  try {
    await changeSettings(run, changes, trainingSettingsSchema);
    return closing(run, await goOn(run));
  } catch (error) {
    run.close();
    throw error;
  }
}

async function goOn(run: DatabaseRun): Promise<AsyncGenerator<TrainingEvent>> {
  const { settings, ...config } = run.config;
  const checkpoint = await run.checkpoint();
  const base = checkpoint ? undefined : await baseOf(run);
  const alphabet = new Alphabet(config.alphabet);
  const opened = { ...(await prepareGiven(await run.lines(), settings, base)), alphabet };
  const network = networkFor(settings.spec, alphabet);
  const prepared = { ...opened, ...usableSamples(opened, network, settings) };
  const start = checkpoint ?? startingWeights(network, alphabet, settings.seed, base?.model);
  return trainLines(run, prepared, network, start, stops);
}

async function baseOf(run: DatabaseRun): Promise<Base | undefined> {
  const { from: name, alphabetMode: mode } = run.config;
  const bytes = await run.base();
  return bytes && name !== undefined ? { model: readTrainableModel(bytes, name), name, mode } : undefined;
}

async function* closing(run: DatabaseRun, told: AsyncGenerator<TrainingEvent>): AsyncGenerator<TrainingEvent> {
  try {
    yield* told;
  } finally {
    run.close();
  }
}

serve<TrainingRequest, TrainingAnswer>(
  async (request) => ({ result: await answer(request).catch(failureOf), transfer: [] }),
  async () => {
    await events?.return(undefined);
  },
);
