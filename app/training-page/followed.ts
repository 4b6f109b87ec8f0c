/** A run as its page shows it, from what it told. */
import type {
  EndNews,
  HelloNews,
  RunNews,
  StartNews,
  StateNews,
  StepNews,
  ValidationNews,
} from '../../src/server/index.js';
import type { CurvePoint } from '../learning/curve.js';
import { smoothed } from '../learning/progress.js';

interface StepPoint extends CurvePoint {
  readonly step: number;
}

export interface FollowedRun {
  readonly hello: HelloNews | undefined;
  readonly state: StateNews | undefined;
  readonly start: StartNews | undefined;
  readonly last: StepNews | undefined;
  /** The last one, with its examples. */
  readonly validation: ValidationNews | undefined;
  readonly end: EndNews | undefined;
  /** Smoothed. */
  readonly losses: readonly StepPoint[];
  /** Samples a second, smoothed. */
  readonly rates: readonly StepPoint[];
  readonly learningRates: readonly StepPoint[];
  readonly scores: readonly StepPoint[];
  readonly warnings: readonly string[];
  readonly skipped: readonly string[];
}

export const nothingYet: FollowedRun = {
  ...{ hello: undefined, state: undefined, start: undefined, last: undefined, validation: undefined, end: undefined },
  ...{ losses: [], rates: [], learningRates: [], scores: [], warnings: [], skipped: [] },
};

/** The run after some news: each list is copied once, however many they are. */
export function withNews(run: FollowedRun, news: readonly RunNews[]): FollowedRun {
  const { losses, rates, learningRates, scores, warnings, skipped } = run;
  const draft = {
    ...run,
    ...{ losses: [...losses], rates: [...rates], learningRates: [...learningRates], scores: [...scores] },
    ...{ warnings: [...warnings], skipped: [...skipped] },
  };
  for (const told of news) take(draft, told);
  return draft;
}

type Draft = { -readonly [K in keyof FollowedRun]: Open<FollowedRun[K]> };
type Open<T> = T extends readonly (infer U)[] ? U[] : T;

function take(run: Draft, news: RunNews): void {
  switch (news.kind) {
    case 'hello':
      hello(run, news);
      break;
    case 'state':
      run.state = news;
      break;
    case 'start':
      start(run, news);
      break;
    case 'step':
      step(run, news);
      break;
    case 'validation':
      run.validation = news;
      run.scores.push({ step: news.step, seconds: run.last?.trainedSeconds ?? 0, value: news.score });
      break;
    case 'warning':
      run.warnings.push(news.message);
      break;
    case 'skipped':
      run.skipped.push(...news.skipped);
      break;
    case 'end':
      run.end = news;
      break;
  }
}

/** Another process at this address is another run. */
function hello(run: Draft, news: HelloNews): void {
  if (run.hello && run.hello.session !== news.session) Object.assign(run, withNews(nothingYet, []));
  run.hello = news;
}

function start(run: Draft, news: StartNews): void {
  const done = ({ step: at }: StepPoint) => at <= news.resumedAt;
  for (const name of ['losses', 'rates', 'learningRates', 'scores'] as const) run[name] = run[name].filter(done);
  Object.assign(run, { start: news, end: undefined, warnings: [], skipped: [] });
}

function step(run: Draft, news: StepNews): void {
  const place = { step: news.step, seconds: news.trainedSeconds };
  run.last = news;
  run.losses.push({ ...place, value: smoothed(run.losses, news.loss) });
  run.learningRates.push({ ...place, value: news.learningRate });
  if (news.seconds > 0) run.rates.push({ ...place, value: smoothed(run.rates, news.samples / news.seconds) });
}
