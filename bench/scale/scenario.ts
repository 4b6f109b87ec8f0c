/** What is simulated: a fleet, what it reads, and what is between them. */
import type { Costs } from './costs.js';

export interface Scenario {
  readonly seed: number;
  /** Processes that read, on one core each. */
  readonly workers: number;
  readonly pages: number;
  readonly pagesPerJob: number;
  /** Standard deviation of the logarithm of a worker's speed. */
  readonly speedSpread: number;
  /** Share of workers that are slow, and how many times as long they take. */
  readonly slowShare: number;
  readonly slowness: number;
  /** Mean of the exponential time between a worker's failures, in hours; `Infinity`: none fails. */
  readonly failureHours: number;
  /** Until another process stands in the place of one that failed. */
  readonly repairSeconds: number;
  readonly lockSeconds: number;
  /** Pages at which whoever reads them dies. */
  readonly killingPages: number;
  readonly store: {
    /** Of each request. */
    readonly latencySeconds: number;
    /** Of all workers together, in each direction. */
    readonly bytesPerSecond: number;
    readonly requestsPerSecond: number;
    /** Share of the requests that fail for good, after whatever the client tries by itself. */
    readonly errorRate: number;
  };
  readonly costs: Omit<Costs, 'sources'>;
  /** Jobs that wait, at most. */
  readonly mostWaiting: number;
}

const gigabit = 1e9 / 8;

/** A large fleet on ordinary machines, whose store is neither near nor fast. */
export function usualScenario(costs: Costs): Scenario {
  return {
    seed: 1,
    workers: 1000,
    pages: 200_000,
    pagesPerJob: 50,
    speedSpread: 0.15,
    slowShare: 0.05,
    slowness: 4,
    failureHours: 24,
    repairSeconds: 300,
    lockSeconds: 30,
    killingPages: 5,
    store: { latencySeconds: 0.1, bytesPerSecond: 10 * gigabit, requestsPerSecond: 3500, errorRate: 1e-5 },
    costs,
    mostWaiting: 10_000,
  };
}

/** Without whatever goes wrong. */
export function calm(scenario: Scenario): Scenario {
  const store = { ...scenario.store, latencySeconds: 0, errorRate: 0 };
  return { ...scenario, speedSpread: 0, slowShare: 0, failureHours: Number.POSITIVE_INFINITY, killingPages: 0, store };
}
