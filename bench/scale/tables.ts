/** Simulations beside each other, as tables: what each question is answered by. */
import type { Costs } from './costs.js';
import { calm, type Scenario } from './scenario.js';
import { type SimulationResult, simulate } from './simulation.js';

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Measure = readonly [name: string, text: (result: SimulationResult, scenario: Scenario) => string];

const gigabit = 1e9 / 8;
const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)}%`;
const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const lost = ({ time }: SimulationResult) => (time.lost ?? 0) / total(time);
const total = (time: SimulationResult['time']) => Object.values(time).reduce((sum, seconds) => sum + seconds, 0);

const pagesPerHour: Measure = ['pages/h', ({ steadyPagesPerSecond }) => whole(3600 * steadyPagesPerSecond)];
const reading: Measure = ['reading', ({ time }) => percent((time.reading ?? 0) / total(time))];
const fetching: Measure = ['fetching', ({ time }) => percent((time.fetching ?? 0) / total(time))];
const queueBusy: Measure = ['queue busy', ({ busy }) => percent(busy.queue)];
const queueWait: Measure = ['longest wait for it', ({ longestQueueWait }) => `${longestQueueWait.toFixed(2)} s`];
const inBusy: Measure = ['store busy', ({ busy }) => percent(Math.max(busy.in, busy.out, busy.requests))];
const tail: Measure = ['tail', ({ tailSeconds }) => `${whole(tailSeconds)} s`];
const idle: Measure = ['idle', ({ time }) => percent((time.idle ?? 0) / total(time))];

/** The fleet, with all that goes wrong. */
export function fleetTable(scenario: Scenario): Table {
  const result = simulate(scenario);
  const rows = [
    ['pages read once', whole(result.written.filter((times) => times === 1).length)],
    ['pages read twice', whole(result.written.filter((times) => times > 1).length)],
    ['pages set aside, of them wrongly', `${result.setAside}, ${result.setAsideWrongly}`],
    ['pages of failed jobs', whole(result.failed)],
    ['deaths', whole(result.deaths)],
    ['written pages fetched again', whole(result.passedOver)],
    ['pages/h', pagesPerHour[1](result, scenario)],
    ['from start to end', `${whole(result.seconds)} s`],
    ['of it the tail', `${whole(result.tailSeconds)} s`],
    ['queue busy, longest wait', `${percent(result.busy.queue)}, ${result.longestQueueWait.toFixed(2)} s`],
    [
      'store busy: in, out, requests',
      [result.busy.in, result.busy.out, result.busy.requests].map((busy) => percent(busy)).join(', '),
    ],
    ...Object.entries(result.time)
      .sort(([, a], [, b]) => b - a)
      .map(([what, seconds]) => [`time of the workers: ${what}`, percent(seconds / total(result.time), 2)]),
  ];
  return { title: titleOf('The fleet', scenario), columns: ['', ''], rows };
}

/** How much is read by how many. */
export function workersTable(scenario: Scenario): Table {
  const counts = [1, 10, 100, 1000, 3000, 10_000];
  const rows = counts.map((workers) => ({
    name: whole(workers),
    scenario: { ...scenario, workers, pages: 200 * workers },
  }));
  const perWorker: Measure = [
    'of each worker',
    ({ steadyPagesPerSecond }, { workers }) => ((3600 * steadyPagesPerSecond) / workers).toFixed(0),
  ];
  return tableOf(`Pages an hour against workers, 200 pages for each`, 'workers', rows, [
    ...[pagesPerHour, perWorker, reading, fetching, queueBusy, queueWait, inBusy],
  ]);
}

/** Where the queue is at its end: without a store in the way, the fewer pages a job has, the sooner. */
export function queueTable(scenario: Scenario): Table {
  const near = calm(scenario);
  const store = { ...near.store, bytesPerSecond: 1e15, requestsPerSecond: 1e9 };
  const rows = [3000, 10_000].flatMap((workers) =>
    [1, 2, 5, 50].map((pagesPerJob) => ({
      name: `${whole(workers)}, ${pagesPerJob}`,
      scenario: { ...near, store, workers, pagesPerJob, pages: workers * Math.max(30, 2 * pagesPerJob) },
    })),
  );
  return tableOf('The queue: no store in the way, and nothing goes wrong', 'workers, pages per job', rows, [
    ...[pagesPerHour, reading, queueBusy, queueWait],
  ]);
}

/** Where the store is. */
export function storeTable(scenario: Scenario): Table {
  const rows = [
    ...[0.5, 1, 2.5, 10].map((rate) => ({ name: `${rate} Gbit/s`, store: { bytesPerSecond: rate * gigabit } })),
    ...[0.01, 1].map((latencySeconds) => ({ name: `${latencySeconds} s each request`, store: { latencySeconds } })),
    ...[500, 1000].map((rate) => ({ name: `${whole(rate)} requests/s`, store: { requestsPerSecond: rate } })),
    ...[1e-4, 1e-3, 1e-2].map((errorRate) => ({
      name: `${percent(errorRate, 2)} of requests fail`,
      store: { errorRate },
    })),
  ].map(({ name, store }) => ({ name, scenario: { ...scenario, store: { ...scenario.store, ...store } } }));
  const failed: Measure = ['pages of failed jobs', (result) => whole(result.failed)];
  return tableOf(titleOf('The store', scenario), 'store', rows, [...[pagesPerHour, reading, fetching, inBusy, failed]]);
}

/** What dies costs. */
export function lostTable(scenario: Scenario): Table {
  const rows = [24, 2].flatMap((failureHours) =>
    [5, 20, 50, 100].map((pagesPerJob) => ({
      name: `${failureHours} h, ${pagesPerJob}`,
      scenario: { ...scenario, failureHours, pagesPerJob },
    })),
  );
  return tableOf(titleOf('Lost work', scenario), 'failure of a worker each, pages per job', rows, [
    pagesPerHour,
    ['reading that is lost', (result) => percent(lost(result), 2)],
    ['written pages fetched again', (result) => whole(result.passedOver)],
    ['set aside, of them wrongly', ({ setAside, setAsideWrongly }) => `${setAside}, ${setAsideWrongly}`],
    ...[tail, idle],
  ]);
}

/** The end of a queue, when there are more workers than jobs. */
export function tailTable(scenario: Scenario): Table {
  const rows = [1, 4, 10].flatMap((slowness) =>
    [5, 20, 50, 100].map((pagesPerJob) => ({
      name: `${slowness} ×, ${pagesPerJob}`,
      scenario: { ...scenario, slowness, pagesPerJob },
    })),
  );
  return tableOf(titleOf('The end', scenario), 'slowest machines, pages per job', rows, [
    ['from start to end', ({ seconds }) => `${whole(seconds)} s`],
    ...[tail, idle],
  ]);
}

/** What ten million pages cost, by what the fleet's time went to; and those who add them. */
export function millionsTable(scenario: Scenario, sources: Costs['sources']): Table {
  const pages = 10_000_000;
  const { adding, queue, page } = scenario.costs;
  const { time, written, busy, seconds } = simulate(scenario);
  const { idle: _, ...working } = time;
  // Whoever reads for hours has started long ago.
  const each = (total(working) - scenario.workers * scenario.costs.startSeconds) / written.length;
  const jobs = pages / scenario.pagesPerJob;
  const rows = [
    ['reading alone, core-hours', whole((pages * page.seconds) / 3600)],
    ['all that the workers do, core-hours', whole((pages * each) / 3600)],
    [`hours with ${whole(scenario.workers)} workers`, ((pages * each) / 3600 / scenario.workers).toFixed(1)],
    ['bytes in, TB', ((pages * page.bytesIn) / 1e12).toFixed(1)],
    ['bytes out, GB', whole((pages * page.bytesOut) / 1e9)],
    ['requests to the store, millions', whole((pages * (page.reads + page.writes)) / 1e6)],
    ['jobs', whole(jobs)],
    ['the server’s processor, hours', ((busy.queue * seconds * pages) / written.length / 3600).toFixed(2)],
    ['its memory, if all of them waited, GB', ((jobs * queue.bytes) / 1e9).toFixed(1)],
    [`its memory with ${whole(scenario.mostWaiting)} waiting, MB`, whole((scenario.mostWaiting * queue.bytes) / 1e6)],
    ['looking for all in one `queue add`, hours', ((pages * adding.documentSeconds) / 3600).toFixed(1)],
    ['its memory, GB', ((pages * adding.documentBytes) / 1e9).toFixed(1)],
    ['putting them into the queue, minutes', ((jobs * adding.jobSeconds) / 60).toFixed(0)],
  ];
  return { title: `Ten million pages (${sources.page})`, columns: ['', ''], rows };
}

function titleOf(title: string, { workers, pages, pagesPerJob, seed }: Scenario): string {
  return `${title}: ${whole(workers)} workers, ${whole(pages)} pages, ${pagesPerJob} per job where nothing else is said, seed ${seed}`;
}

function tableOf(
  title: string,
  first: string,
  rows: readonly { readonly name: string; readonly scenario: Scenario }[],
  measures: readonly Measure[],
): Table {
  return {
    title,
    columns: [first, ...measures.map(([name]) => name)],
    rows: rows.map(({ name, scenario }) => {
      const result = simulate(scenario);
      return [name, ...measures.map(([, text]) => text(result, scenario))];
    }),
  };
}
