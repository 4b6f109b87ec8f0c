import { expect, it } from 'vitest';
import { fitted, statusLines } from './queue-screen.js';

const status = {
  ...{ waiting: 2, working: 1, finished: 0, failed: 0, workers: null, pagesPerSecond: null },
  failures: { 'queue/page-kills': 30 },
  unread: [],
  quarantine: Array.from({ length: 30 }, (_, n) => `/a/long/path/of/an/archive/page-${n}.png`),
};

it('says what a queue has, a fact a line', () => {
  const lines = statusLines(status);
  expect(lines.slice(0, 7)).toEqual([
    ...['waiting   2', 'working   1', 'finished  0', 'failed    0', 'workers   -', 'pages/s   -'],
    'failure   queue/page-kills: 30',
  ]);
  expect(lines.at(-1)).toBe('set aside and 10 more');
});

it('fits into a terminal, of long paths with their ends', () => {
  const lines = fitted(statusLines(status), 30, 10);
  expect(lines.length).toBe(9);
  expect(lines.every((line) => line.length < 30)).toBe(true);
  expect(lines[7]).toBe('set aside …archive/page-0.png');
  expect(lines[8]).toBe('… 20 more lines');
  expect(fitted(['waiting   2'], 5, 2)).toEqual(['wai…']);
  expect(fitted(['waiting   2'], 12, 2)).toEqual(['waiting   2']);
});
