/** What a queue has, on the screen. */
import { setTimeout as passed } from 'node:timers/promises';
import type { QueueStatus, ReadingQueue } from '../jobs/index.js';
import { printableLines } from '../text/index.js';
import { untilInterrupted } from './interrupts.js';
import { print, printJson } from './screen.js';

const watchMs = 2000;
/** Of the pages that were set aside. */
const mostNamed = 20;

export function statusLines(status: QueueStatus): readonly string[] {
  const { waiting, working, finished, failed, pagesPerSecond, failures, quarantine } = status;
  const rest = quarantine.length - mostNamed;
  return [
    `waiting   ${waiting}`,
    `working   ${working}`,
    `finished  ${finished}`,
    `failed    ${failed}`,
    `pages/s   ${pagesPerSecond === null ? '-' : pagesPerSecond.toFixed(2)}`,
    ...Object.entries(failures).map(([code, times]) => `failure   ${code}: ${times}`),
    ...quarantine.slice(0, mostNamed).map((path) => `set aside ${path}`),
    ...(rest > 0 ? [`set aside and ${rest} more`] : []),
  ];
}

export function printStatus(status: QueueStatus): void {
  for (const line of statusLines(status)) print(line);
}

/** Until it is interrupted: on a terminal in its place, elsewhere one after the other. */
export async function watchStatus(queue: ReadingQueue, json: boolean): Promise<void> {
  await untilInterrupted('the queue stays as it is', async (signal) => {
    for (let shown = 0; ; await passed(watchMs, undefined, { signal })) {
      const status = await queue.status();
      if (json) printJson(status, 0);
      else shown = redraw(statusLines(status), shown);
    }
  });
}

/** @returns how many lines are there now */
function redraw(lines: readonly string[], shown: number): number {
  if (process.stdout.isTTY) {
    if (shown > 0) process.stdout.write(`\u001b[${shown}A\u001b[J`);
    process.stdout.write(`${lines.map((line) => printableLines(line)).join('\n')}\n`);
    return lines.length;
  }
  for (const line of lines) print(line);
  print('');
  return 0;
}
