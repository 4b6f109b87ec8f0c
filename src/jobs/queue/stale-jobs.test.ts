import { expect, it } from 'vitest';
import { StaleJobs } from './stale-jobs.js';

it('gives a job to others when its lock was not renewed for long, whatever time stands in it', async () => {
  const rows = [
    { id: 'held', token: 'a', until: '1' },
    { id: 'gone', token: 'b', until: '99999999999999' },
  ];
  const said: unknown[][] = [];
  const query = async (text: string, values: readonly unknown[]) => {
    if (text.startsWith('SELECT id')) return { rows: rows.map((row) => ({ ...row })) };
    said.push([text.split(' ')[0], ...values]);
    return { rows: [] };
  };
  const stale = new StaleJobs(query, 'q', 1000);
  const looks: number[] = [];
  for (const now of [0, 600, 1200, 1800]) {
    looks.push(await stale.look(now));
    // Its worker renews the lock, by a clock that is years behind.
    rows[0] = { id: 'held', token: 'a', until: String(now + 2) };
  }
  expect(looks).toEqual([0, 0, 1, 1]);
  expect(said[0]).toEqual(['UPDATE', 'q', 'gone', 'b', '99999999999999']);
  expect(said[1]).toEqual(['SELECT', 'q']);
});
