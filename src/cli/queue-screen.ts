/** What a queue has, on the screen. */
import { setTimeout as passed } from 'node:timers/promises';
import type { QueueStatus, ReadingQueue } from '../jobs/index.js';
import { printableLines } from '../text/index.js';
import { print, printJson } from './screen.js';

const watchMs = 2000;
/** Of what stands before a value. */
const labelLength = 10;
/** Of the pages that were not read, and of those that were set aside. */
const mostNamed = 20;

export function statusLines(status: QueueStatus): readonly string[] {
  const { waiting, working, finished, failed, workers, pagesPerSecond, failures, unread, quarantine } = status;
  return [
    `waiting   ${waiting}`,
    `working   ${working}`,
    `finished  ${finished}`,
    `failed    ${failed}`,
    `workers   ${workers ?? '-'}`,
    `pages/s   ${pagesPerSecond === null ? '-' : pagesPerSecond.toFixed(2)}`,
    ...Object.entries(failures).map(([code, times]) => `failure   ${code}: ${times}`),
    ...named(
      'unread   ',
      unread.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    ...named('set aside', quarantine),
  ];
}

function named(label: string, names: readonly string[]): readonly string[] {
  const rest = names.length - mostNamed;
  const lines = names.slice(0, mostNamed).map((name) => `${label} ${name}`);
  return rest > 0 ? [...lines, `${label} and ${rest} more`] : lines;
}

export function printStatus(status: QueueStatus): void {
  for (const line of statusLines(status)) print(line);
}

/** Until it is interrupted, as the system has it: on a terminal in its place, elsewhere one after the other. */
export async function watchStatus(queue: ReadingQueue, json: boolean): Promise<never> {
  for (let shown = 0; ; await passed(watchMs)) {
    const status = await queue.status();
    if (json) printJson(status, 0);
    else shown = redraw(statusLines(status), shown);
  }
}

/** @returns how many lines are there now */
function redraw(lines: readonly string[], shown: number): number {
  if (process.stdout.isTTY) {
    const { columns, rows } = process.stdout;
    const screen = fitted(lines.map(printableLines), columns || 80, rows || 24);
    const back = shown > 0 ? `\u001b[${shown}A\u001b[J` : '';
    process.stdout.write(`${back}${screen.join('\n')}\n`);
    return screen.length;
  }
  for (const line of lines) print(line);
  print('');
  return 0;
}

/** Lines as a terminal has them, each in a row: one that is broken, or a first one that is out of sight, could not be drawn over. */
export function fitted(lines: readonly string[], columns: number, rows: number): readonly string[] {
  const most = Math.max(1, rows - 1);
  const seen = lines.length <= most ? lines : [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more lines`];
  return seen.map((line) => shortened(line, columns - 1));
}

/** Of a path the end says more than the middle. */
function shortened(line: string, most: number): string {
  if (line.length <= most) return line;
  const head = Math.min(labelLength, most - 1);
  const tail = most - head - 1;
  return `${line.slice(0, head)}…${tail > 0 ? line.slice(-tail) : ''}`;
}
