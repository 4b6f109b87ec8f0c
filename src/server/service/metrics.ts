/** What is counted, in the text format of Prometheus (exposition format 0.0.4). */
import { family, head, single } from '../../jobs/index.js';

/** Upper bounds in seconds: a line takes hundredths, a page seconds. */
const bounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

interface Durations {
  readonly counts: number[];
  sum: number;
  count: number;
}

/** What is looked at when it is asked for. */
export interface Gauges {
  readonly requests: number;
  readonly heldBytes: number;
  readonly jobs: number;
  readonly ready: number;
}

export class Metrics {
  private readonly requests = new Map<string, number>();
  private readonly durations = new Map<string, Durations>();
  private pages = 0;
  private lines = 0;

  /** @param route the pattern and not the address: there are few of them */
  answered(route: string, method: string, status: number, seconds: number): void {
    const labels = `route="${route}",method="${method}",status="${status}"`;
    this.requests.set(labels, (this.requests.get(labels) ?? 0) + 1);
    const durations = this.durations.get(route) ?? { counts: bounds.map(() => 0), sum: 0, count: 0 };
    for (const [n, bound] of bounds.entries())
      if (seconds <= bound) durations.counts[n] = (durations.counts[n] ?? 0) + 1;
    durations.sum += seconds;
    durations.count++;
    this.durations.set(route, durations);
  }

  read(pages: number, lines: number): void {
    this.pages += pages;
    this.lines += lines;
  }

  text({ requests, heldBytes, jobs, ready }: Gauges): string {
    const { rss, heapUsed } = process.memoryUsage();
    return [
      ...family('ductus_requests_total', 'counter', 'Requests that were answered.', this.requests),
      ...this.histogram(),
      ...single('ductus_pages_read_total', 'counter', 'Pages that were read, segmented or aligned.', this.pages),
      ...single('ductus_lines_read_total', 'counter', 'Lines that were read.', this.lines),
      ...single('ductus_requests_under_way', 'gauge', 'Requests that wait or are worked on.', requests),
      ...single('ductus_held_bytes', 'gauge', 'Bytes of bodies that are held.', heldBytes),
      ...single('ductus_jobs_unfinished', 'gauge', 'Jobs that are not finished.', jobs),
      ...single('ductus_ready', 'gauge', 'Whether requests are taken.', ready),
      ...single('process_resident_memory_bytes', 'gauge', 'Memory of the process.', rss),
      ...single('nodejs_heap_size_used_bytes', 'gauge', 'Memory of JavaScript.', heapUsed),
      '',
    ].join('\n');
  }

  private histogram(): readonly string[] {
    const name = 'ductus_request_seconds';
    const rows = [...this.durations].flatMap(([route, { counts, sum, count }]) => [
      ...bounds.map((bound, n) => `${name}_bucket{route="${route}",le="${bound}"} ${counts[n]}`),
      `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
      `${name}_sum{route="${route}"} ${sum}`,
      `${name}_count{route="${route}"} ${count}`,
    ]);
    return [...head(name, 'histogram', 'From a request’s beginning to its answer.'), ...rows];
  }
}
