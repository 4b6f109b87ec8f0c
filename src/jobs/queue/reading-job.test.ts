import { expect, it } from 'vitest';
import {
  afterDeath,
  mostDeaths,
  parseReadingJob,
  type ReadingJob,
  readingJobData,
  readingJobId,
} from './reading-job.js';

const hash = 'a'.repeat(64);
const job = (pages: number): ReadingJob => ({
  trace: 't',
  reading: {
    ...{ out: '/read', model: hash, layout: null, language: 'none', tuned: null, languageHash: hash },
    ...{ formats: ['txt'], upright: false, rightToLeft: null },
  },
  documents: Array.from({ length: pages }, (_, n) => ({ kind: 'line', path: `/${n}.png`, key: `${n}` })),
  deaths: 0,
  round: 0,
});

it('is the same after it stood in a queue', () => {
  const data: unknown = JSON.parse(JSON.stringify(readingJobData(job(2))));
  expect(parseReadingJob(data)).toMatchObject(job(2));
  expect(parseReadingJob({ ...(data as object), version: 0 })).toBeUndefined();
  expect(parseReadingJob('rubbish')).toBeUndefined();
});

it('has the name of what is read with what, whoever added it', () => {
  expect(readingJobId({ ...job(2), trace: 'u' } as ReadingJob)).toBe(readingJobId(job(2)));
  expect(readingJobId(job(3))).not.toBe(readingJobId(job(2)));
});

it('has each page alone after two deaths, and sets a page aside after three more', () => {
  let killing: ReadingJob | undefined = job(50);
  const innocent: number[] = [];
  let deaths = 0;
  while (killing) {
    const parts: readonly ReadingJob[] = afterDeath(killing);
    deaths++;
    expect(parts.flatMap(({ documents }) => documents)).toEqual(parts.length > 0 ? killing.documents : []);
    killing = parts.find(({ documents }) => documents.some(({ key }) => key === '17'));
    innocent.push(killing?.documents.length ?? 0);
  }
  expect(innocent).toEqual([7, 1, 1, 1, 0]);
  expect(deaths).toBe(2 + mostDeaths);
});
