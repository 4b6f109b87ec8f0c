import { describe, expect, it } from 'vitest';
import { EventHeap } from './event-heap.js';
import { calm, type Scenario, usualScenario } from './scenario.js';
import { simulate } from './simulation.js';

const costs = {
  sources: {},
  page: { seconds: 10, spread: 0, bytesIn: 100, bytesOut: 10, reads: 2, writes: 3 },
  startSeconds: 0,
  queue: { job: 0, add: 0, renewal: 0, idle: 0, commands: 0, bytes: 0 },
  adding: { documentSeconds: 0, jobSeconds: 0, documentBytes: 0 },
};
const store = { latencySeconds: 0, bytesPerSecond: 1e12, requestsPerSecond: 1e12, errorRate: 0 };
const quiet: Scenario = { ...calm(usualScenario(costs)), store, workers: 1, pages: 20, pagesPerJob: 5 };
const wild: Scenario = {
  ...usualScenario({ ...costs, page: { ...costs.page, spread: 0.5 }, startSeconds: 5 }),
  ...{ workers: 20, pages: 2000, pagesPerJob: 30, failureHours: 0.2, repairSeconds: 60, killingPages: 4 },
  store: { latencySeconds: 0.2, bytesPerSecond: 1000, requestsPerSecond: 100, errorRate: 0.001 },
};
const sum = (values: Iterable<number>) => [...values].reduce((all, value) => all + value, 0);

it('a heap gives what was put into it in the order of time, and of the same time the first first', () => {
  const heap = new EventHeap<string>();
  for (const [n, time] of [5, 1, 3, 1, 4, 1, 0, 3].entries()) heap.push(time, `${time} ${n}`);
  const order = Array.from({ length: heap.size }, () => heap.pop()?.event);
  expect(order).toEqual(['0 6', '1 1', '1 3', '1 5', '3 2', '3 7', '4 4', '5 0']);
  expect(heap.pop()).toBeUndefined();
});

describe('by hand', () => {
  it('one worker reads page after page, and more of them share the jobs', () => {
    expect(simulate(quiet).seconds).toBeCloseTo(200, 6);
    // Four jobs for three workers: one of them has two.
    expect(simulate({ ...quiet, workers: 3 }).seconds).toBeCloseTo(100, 6);
  });

  it('a store takes its time for each request, and its bandwidth is shared', () => {
    const far = simulate({ ...quiet, store: { ...store, latencySeconds: 0.1 } });
    expect(far.seconds).toBeCloseTo(200 + 20 * 5 * 0.1, 6);
    // 20 pages of 100 bytes at 4 bytes a second: whoever reads waits for whoever fetches.
    const slow = { ...quiet, workers: 4, costs: { ...costs, page: { ...costs.page, seconds: 0, bytesOut: 0 } } };
    expect(simulate({ ...slow, store: { ...store, bytesPerSecond: 4 } }).seconds).toBeCloseTo(500, 6);
  });

  it('a queue that takes a second for each job gives out one a second', () => {
    const busy = { ...quiet, workers: 12, pagesPerJob: 1, costs: { ...costs, queue: { ...costs.queue, job: 1 } } };
    // The last of 20 is taken after 20 s, and read for 10.
    expect(simulate(busy).seconds).toBeCloseTo(30, 6);
  });

  it('a worker that fails has its job taken by another once its lock has ended, and written pages are not read again', () => {
    // With this seed the first of two fails after 42.49 s, at its fifth page, and the second does not.
    const failing = { ...quiet, seed: 29, workers: 2, pages: 10, failureHours: 1 / 60, repairSeconds: 1e6 };
    const { seconds, written, passedOver, deaths, time } = simulate(failing);
    expect({ deaths, passedOver, written: [...written] }).toEqual({
      ...{ deaths: 1, passedOver: 4 },
      written: Array.from({ length: 10 }, () => 1),
    });
    // The lock was renewed last at 30 s and ends at 60 s: then the second, idle since 50 s, has the page.
    expect(seconds).toBeCloseTo(70, 6);
    expect(time.reading).toBeCloseTo(100, 6);
    expect(time.lost).toBeCloseTo(2.491, 3);
    expect(time.idle).toBeCloseTo(10, 6);
  });

  it('a page that kills who reads it is set aside alone, after as many deaths as src/jobs has it', () => {
    // A job of five: one death and each of them is alone; then three more.
    const { setAside, setAsideWrongly, deaths, written } = simulate({ ...quiet, killingPages: 1 });
    expect({ setAside, setAsideWrongly, deaths }).toEqual({ setAside: 1, setAsideWrongly: 0, deaths: 4 });
    expect(sum(written)).toBe(19);
  });
});

describe('whatever goes wrong', () => {
  const result = simulate(wild);

  it('each page is written once, or set aside, or of a job that failed', () => {
    expect(result.deaths).toBeGreaterThan(20);
    expect(Math.max(...result.written)).toBe(1);
    expect(sum(result.written) + result.setAside + result.failed).toBe(wild.pages);
    expect(result.setAside - result.setAsideWrongly).toBeLessThanOrEqual(wild.killingPages);
  });

  it('each second of each worker is counted once', () => {
    expect(sum(Object.values(result.time))).toBeCloseTo(result.seconds * wild.workers, 3);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(simulate(wild)).toEqual(result);
    expect(simulate({ ...wild, seed: 2 }).seconds).not.toBe(result.seconds);
  });
});
