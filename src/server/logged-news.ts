/** From a line of a run's log, of lines or of layout, to what the page is told. */
import { z } from 'zod';
import type { EndNews, LineNews, LoggedNews, StartNews, StepNews, ValidationNews } from './run-news.js';
import { nameOf } from './without-folders.js';

const skipped = z.array(z.object({ name: z.string(), reason: z.string() })).default([]);
const number = z.number();
/** JSON has no infinity. */
const endless = number.nullish();

const loggedEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('start'),
    ...{ run: z.string(), out: z.string(), resumedAt: number, weights: number, threads: number, skipped },
    ...{ trainingLines: number.optional(), validationLines: number.optional() },
    ...{ trainingPages: number.optional(), validationPages: number.optional() },
  }),
  z.object({
    kind: z.literal('step'),
    ...{ step: number, epoch: number, progress: number, loss: number, learningRate: number },
    ...{ trainedSeconds: number, remainingSeconds: endless },
    ...{ lines: number.optional(), linesPerSecond: endless, crops: number.optional(), cropsPerSecond: endless },
  }),
  z.object({
    kind: z.literal('validation'),
    ...{ step: number, epoch: number, bestStep: number, patienceLeft: number.optional() },
    ...{ validationErrorRate: number.optional(), bestErrorRate: number.optional() },
    ...{ f: number.optional(), bestF: number.optional(), remarks: z.array(z.string()).default([]) },
    lines: z.array(z.object({ name: z.string(), reference: z.string(), prediction: z.string() })).default([]),
  }),
  z.object({ kind: z.literal('skipped'), skipped }),
  z.object({ kind: z.literal('warning'), message: z.string() }),
  z.object({
    kind: z.literal('end'),
    ...{ reason: z.string(), step: number, trainedSeconds: number, bestStep: number, out: z.string() },
    ...{ bestErrorRate: number.optional(), bestF: number.optional() },
  }),
]);

type LoggedEvent = z.infer<typeof loggedEvent>;
type Logged<K extends LoggedEvent['kind']> = Extract<LoggedEvent, { kind: K }>;

/** What the log itself doesn't say. */
export interface Beside {
  settings(): Promise<StartNews['settings']>;
  /** Where the image of a line is given, by the line's name. */
  image(name: string): string;
  /** A text for people. */
  say(text: string): string;
}

/** @returns nothing for what the page doesn't show, and for a line that was cut short when a process ended */
export async function newsOf(line: string, beside: Beside): Promise<readonly LoggedNews[]> {
  const event = eventOf(line);
  switch (event?.kind) {
    case 'start':
      return [await startOf(event, beside), ...skippedOf(event.skipped, beside)];
    case 'step':
      return [stepOf(event)];
    case 'validation':
      return [validationOf(event, beside)];
    case 'skipped':
      return skippedOf(event.skipped, beside);
    case 'warning':
      return [{ kind: 'warning', message: beside.say(event.message) }];
    case 'end':
      return [endOf(event)];
    default:
      return [];
  }
}

function eventOf(line: string): LoggedEvent | undefined {
  try {
    return loggedEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function startOf(event: Logged<'start'>, { settings }: Beside): Promise<StartNews> {
  const { kind, run, out, resumedAt, weights, threads } = event;
  return {
    ...{ kind, resumedAt, weights, threads, run: nameOf(run), out: nameOf(out), settings: await settings() },
    training: event.trainingLines ?? event.trainingPages ?? 0,
    validation: event.validationLines ?? event.validationPages ?? 0,
  };
}

function stepOf(event: Logged<'step'>): StepNews {
  const { kind, step, epoch, progress, loss, learningRate, trainedSeconds, remainingSeconds } = event;
  const samples = event.lines ?? event.crops ?? 0;
  const rate = event.linesPerSecond ?? event.cropsPerSecond ?? 0;
  return {
    ...{ kind, step, epoch, progress, loss, learningRate, samples, trainedSeconds },
    seconds: rate > 0 ? samples / rate : 0,
    secondsLeft: remainingSeconds ?? undefined,
  };
}

function validationOf(event: Logged<'validation'>, { image, say }: Beside): ValidationNews {
  const { kind, step, epoch, bestStep, patienceLeft, lines, remarks } = event;
  const lineOf = ({ name, reference, prediction }: (typeof lines)[number]): LineNews => ({
    ...{ image: image(name), name: nameOf(name), text: reference, read: prediction },
  });
  return {
    ...{ kind, step, epoch, bestStep, patienceLeft, lines: lines.map(lineOf), remarks: remarks.map(say) },
    score: event.validationErrorRate ?? event.f ?? 0,
    best: event.bestErrorRate ?? event.bestF ?? 0,
  };
}

function skippedOf(files: z.infer<typeof skipped>, { say }: Beside): readonly LoggedNews[] {
  if (files.length === 0) return [];
  return [{ kind: 'skipped', skipped: files.map(({ name, reason }) => `${nameOf(name)}: ${say(reason)}`) }];
}

function endOf(event: Logged<'end'>): EndNews {
  const { kind, reason, step, trainedSeconds, bestStep, out } = event;
  const best = event.bestErrorRate ?? event.bestF;
  return { kind, reason, step, trainedSeconds, bestStep, best, out: nameOf(out) };
}
