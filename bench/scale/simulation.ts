/**
 * A discrete-event simulation of `ductus work` on many machines, with one queue and one store. Jobs go the way that src/jobs has
 * them: all pages of a job are fetched first, then each is read and written; a job whose worker is no more is divided and read
 * again but for what is written; a store's fault begins the job again after 1, 4 and 15 s.
 *
 * Left out: that a lock ends while its worker lives (a queue that answers after more than half of it is reported), how bandwidth
 * is shared (requests are served one after the other, which has the same throughput), disks, and several processes of a machine
 * that fail together.
 */
import { afterDeath, inBatches } from '../../src/jobs/queue/reading-job.js';
import { known } from '../../src/known.js';
import { Random } from '../../src/random/index.js';
import { EventHeap } from './event-heap.js';
import { FleetTime } from './fleet-time.js';
import type { Scenario } from './scenario.js';
import { ServerLine } from './server-line.js';
import { Work } from './simulated-work.js';

/** What happens to a worker; of an earlier life of it, nothing happens any more. */
type Step = 'ask' | 'take' | 'begin' | 'fetched' | 'read' | 'written' | 'fault' | 'killed' | 'died' | 'back';
type Happening =
  | { readonly step: Step; readonly worker: Worker; readonly life: number }
  | { readonly step: 'add' | 'tick' };

interface Batch {
  readonly documents: readonly number[];
  readonly deaths: number;
  readonly isReclaimed: boolean;
}

interface Worker {
  readonly id: number;
  /** How many times as long it takes as one of the usual speed. */
  readonly slowness: number;
  readonly random: Random;
  life: number;
  /** Whether its models are to be loaded. */
  isCold: boolean;
  batch: Batch | undefined;
  taken: number;
  attempt: number;
  /** Of its documents, those that are fetched, and those of them that are not written yet. */
  fetched: number;
  left: number[];
}

interface Moment {
  readonly time: number;
  readonly pages: number;
}

/** Looks for jobs of the dead in the time of a lock, and how often between them the server is charged with what all workers ask. */
const looks = 2;
const ticksOfLook = 10;

/** Seconds before each further try, as `backingOff` has them. */
const waits = [1, 4, 15];
/** Jobs that are added at once, and seconds between looks where too many wait. */
const addedAtOnce = 100;
const fullSeconds = 1;

export interface SimulationResult {
  readonly seconds: number;
  /** Pages a second until nothing waited any more. */
  readonly steadyPagesPerSecond: number;
  /** From then on. */
  readonly tailSeconds: number;
  /** How often each page was written. */
  readonly written: Uint8Array;
  /** Pages that are set aside; among them those that nobody died of. */
  readonly setAside: number;
  readonly setAsideWrongly: number;
  /** Pages of jobs that failed, and wait for `queue retry`. */
  readonly failed: number;
  /** Pages that were fetched again though they were written. */
  readonly passedOver: number;
  readonly deaths: number;
  /** Seconds of all workers, by what they did. */
  readonly time: Readonly<Record<string, number>>;
  /** Shares of the time in which they worked. */
  readonly busy: { readonly queue: number; readonly requests: number; readonly in: number; readonly out: number };
  readonly longestQueueWait: number;
}

export function simulate(scenario: Scenario): SimulationResult {
  return new Simulation(scenario).run();
}

class Simulation {
  private now = 0;
  private readonly events = new EventHeap<Happening>();
  private readonly waiting: Batch[] = [];
  /** What waits before it is taken from the end. */
  private first = 0;
  private readonly reclaimed: Batch[] = [];
  private readonly orphans: { readonly batch: Batch; readonly until: number }[] = [];
  private readonly toAdd: (readonly number[])[];
  private added = 0;
  private readonly idle = new Set<Worker>();
  private readonly time = new FleetTime<Worker>();
  private readonly queue = new ServerLine();
  private readonly requests = new ServerLine();
  private readonly into = new ServerLine();
  private readonly out = new ServerLine();
  private readonly work: Work;
  private dryAt: Moment | undefined;
  private ticks = 0;
  /** Of now and then: pages that were read. */
  private readonly samples: Moment[] = [];
  private deaths = 0;
  private passedOver = 0;

  constructor(private readonly scenario: Scenario) {
    this.work = new Work(scenario);
    this.toAdd = [
      ...inBatches(
        Array.from({ length: scenario.pages }, (_, page) => page),
        scenario.pagesPerJob,
      ),
    ];
  }

  run(): SimulationResult {
    this.events.push(0, { step: 'add' });
    for (const worker of Array.from({ length: this.scenario.workers }, (_, id) => this.worker(id))) {
      this.time.begin(worker, 'asking', 0);
      this.willDie(worker);
      this.next(0, 'ask', worker);
    }
    this.events.push(this.tickSeconds, { step: 'tick' });
    while (this.work.settled < this.scenario.pages) {
      const { time, event } = known(this.events.pop(), 'what happens next');
      this.now = time;
      if (!('worker' in event)) this[event.step]();
      else if (event.life === event.worker.life) this[event.step](event.worker);
    }
    return this.result();
  }

  private worker(id: number): Worker {
    const random = new Random(this.scenario.seed, 'worker', id);
    const { speedSpread, slowShare, slowness } = this.scenario;
    const isSlow = random.uniform() < slowShare;
    const factor = Math.exp(speedSpread * random.normal()) * (isSlow ? slowness : 1);
    const none = { life: 0, isCold: true, batch: undefined, taken: 0, attempt: 0, fetched: 0, left: [] };
    return { id, slowness: factor, random, ...none };
  }

  private next(time: number, step: Step, worker: Worker): void {
    this.events.push(time, { step, worker, life: worker.life });
  }

  private willDie(worker: Worker): void {
    const { failureHours } = this.scenario;
    if (!Number.isFinite(failureHours)) return;
    this.next(this.now - 3600 * failureHours * Math.log(1 - worker.random.uniform()), 'died', worker);
  }

  private add(): void {
    const { mostWaiting, costs } = this.scenario;
    const some = this.toAdd.slice(this.added, this.added + addedAtOnce);
    if (some.length === 0) return;
    if (this.waitingJobs + some.length > Math.max(mostWaiting, some.length)) {
      this.events.push(this.now + fullSeconds, { step: 'add' });
      return;
    }
    this.added += some.length;
    this.put(some.map((documents) => ({ documents, deaths: 0, isReclaimed: false })));
    this.events.push(this.now + costs.adding.jobSeconds * some.length, { step: 'add' });
  }

  private put(batches: readonly Batch[]): number {
    this.waiting.push(...batches);
    const done = this.queue.serve(this.now, batches.length * this.scenario.costs.queue.add);
    this.wake(batches.length);
    return done;
  }

  private wake(count: number): void {
    for (const worker of [...this.idle].slice(0, count)) {
      this.idle.delete(worker);
      this.time.change(worker, 'asking', this.now);
      this.next(this.now, 'ask', worker);
    }
  }

  private get waitingJobs(): number {
    return this.waiting.length - this.first;
  }

  private ask(worker: Worker): void {
    const { queue } = this.scenario.costs;
    const batch = this.reclaimed.pop() ?? this.waiting[this.first];
    if (!batch) {
      if (this.added === this.toAdd.length) this.dryAt ??= { time: this.now, pages: this.work.read };
      this.time.change(worker, 'idle', this.now);
      this.idle.add(worker);
      return;
    }
    if (!batch.isReclaimed) this.first++;
    worker.batch = batch;
    worker.taken = this.now;
    worker.attempt = 0;
    this.next(this.queue.serve(this.now, queue.job - queue.add), 'take', worker);
  }

  private take(worker: Worker): void {
    const batch = known(worker.batch, 'a job');
    if (batch.isReclaimed) this.divide(worker, batch.documents);
    else if (worker.isCold) this.start(worker);
    else this.begin(worker);
  }

  private start(worker: Worker): void {
    worker.isCold = false;
    this.time.change(worker, 'starting', this.now);
    this.next(this.now + this.scenario.costs.startSeconds, 'begin', worker);
  }

  private begin(worker: Worker): void {
    worker.fetched = 0;
    worker.left = [];
    this.fetch(worker);
  }

  private fetch(worker: Worker): void {
    const { reads, bytesIn } = this.scenario.costs.page;
    this.time.change(worker, 'fetching', this.now);
    this.request(worker, 'fetched', reads, this.into, bytesIn);
  }

  private fetched(worker: Worker): void {
    const { documents } = known(worker.batch, 'a job');
    const page = known(documents[worker.fetched++], 'a page that was fetched');
    if (this.work.isWritten(page)) this.passedOver++;
    else worker.left.push(page);
    if (worker.fetched < documents.length) this.fetch(worker);
    else this.readNext(worker);
  }

  private readNext(worker: Worker): void {
    const [page] = worker.left;
    if (page === undefined) {
      this.free(worker, this.now);
      return;
    }
    this.time.change(worker, 'reading', this.now);
    const seconds = worker.slowness * this.work.secondsOf(page);
    const kills = this.work.kills(page);
    this.next(this.now + (kills ? seconds / 2 : seconds), kills ? 'killed' : 'read', worker);
  }

  private read(worker: Worker): void {
    const { writes, bytesOut } = this.scenario.costs.page;
    this.time.change(worker, 'writing', this.now);
    this.request(worker, 'written', writes, this.out, bytesOut);
  }

  private written(worker: Worker): void {
    this.work.write(known(worker.left.shift(), 'a page that was read'));
    this.readNext(worker);
  }

  private request(worker: Worker, step: Step, count: number, line: ServerLine, bytes: number): void {
    const { latencySeconds, bytesPerSecond, requestsPerSecond, errorRate } = this.scenario.store;
    const asked = this.requests.serve(this.now, count / requestsPerSecond);
    const sent = line.serve(this.now, bytes / bytesPerSecond);
    const fails = errorRate > 0 && worker.random.uniform() < 1 - (1 - errorRate) ** count;
    this.next(Math.max(asked, sent) + count * latencySeconds, fails ? 'fault' : step, worker);
  }

  private fault(worker: Worker): void {
    const wait = waits[worker.attempt++];
    this.time.change(worker, 'waiting', this.now);
    if (wait !== undefined) {
      this.next(this.now + wait, 'begin', worker);
      return;
    }
    for (const page of known(worker.batch, 'a job').documents) this.work.fail(page);
    this.free(worker, this.now);
  }

  /** Who reads dies of the page; the worker lives. */
  private killed(worker: Worker): void {
    this.deaths++;
    this.time.change(worker, 'asking', this.now, 'lost');
    worker.isCold = true;
    this.divide(worker, worker.left);
  }

  private divide(worker: Worker, documents: readonly number[]): void {
    const batch = { ...known(worker.batch, 'a job'), documents, isReclaimed: false };
    const parts = afterDeath(batch);
    for (const page of parts.length === 0 ? documents : []) this.work.setAside(page);
    this.free(worker, this.put(parts));
  }

  private free(worker: Worker, time: number): void {
    worker.batch = undefined;
    worker.left = [];
    this.time.change(worker, 'asking', this.now);
    this.next(time, 'ask', worker);
  }

  private died(worker: Worker): void {
    this.deaths++;
    const { batch, taken } = worker;
    const { lockSeconds, repairSeconds } = this.scenario;
    const renewed = taken + Math.floor((2 * (this.now - taken)) / lockSeconds) * (lockSeconds / 2);
    if (batch) this.orphans.push({ batch, until: renewed + lockSeconds });
    this.time.change(worker, 'dead', this.now, 'lost');
    this.idle.delete(worker);
    worker.life++;
    worker.batch = undefined;
    this.next(this.now + repairSeconds, 'back', worker);
  }

  private back(worker: Worker): void {
    worker.isCold = true;
    this.time.change(worker, 'asking', this.now);
    this.willDie(worker);
    this.ask(worker);
  }

  private get tickSeconds(): number {
    return this.scenario.lockSeconds / looks / ticksOfLook;
  }

  /** What all workers ask of the server by and by. */
  private tick(): void {
    const { workers, costs } = this.scenario;
    const { renewal, idle } = costs.queue;
    const busy = workers - this.idle.size;
    this.queue.serve(this.now, (busy * renewal) / ticksOfLook + this.idle.size * idle * this.tickSeconds);
    this.ticks++;
    if (this.ticks % ticksOfLook === 0) this.look();
    this.samples.push({ time: this.now, pages: this.work.read });
    this.events.push((this.ticks + 1) * this.tickSeconds, { step: 'tick' });
  }

  /** For jobs of workers that are no more. */
  private look(): void {
    const stale = this.orphans.filter(({ until }) => until <= this.now);
    for (const orphan of stale) {
      this.orphans.splice(this.orphans.indexOf(orphan), 1);
      this.reclaimed.push({ ...orphan.batch, isReclaimed: true });
    }
    this.wake(stale.length);
  }

  private result(): SimulationResult {
    const { now: seconds } = this;
    const dry = this.dryAt ?? { time: seconds, pages: this.work.read };
    const share = ({ busy }: ServerLine) => Math.min(1, busy / seconds);
    return {
      seconds,
      steadyPagesPerSecond: this.steady(dry),
      tailSeconds: seconds - dry.time,
      ...this.work.counts(),
      passedOver: this.passedOver,
      deaths: this.deaths,
      time: this.time.ended(seconds),
      busy: { queue: share(this.queue), requests: share(this.requests), in: share(this.into), out: share(this.out) },
      longestQueueWait: this.queue.longestWait,
    };
  }

  /** From when all had long begun until nothing waited any more; of a short run, of all of it. */
  private steady(dry: Moment): number {
    const begun = this.samples.find(({ time }) => time > 0.4 * dry.time);
    if (!begun || begun.time >= dry.time) return this.work.read / this.now;
    return (dry.pages - begun.pages) / (dry.time - begun.time);
  }
}
