import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.js';
import { shardOfFlag } from './shard-flag.js';

const slurm = (id: number, min: number, count: number, more: object = {}) => ({
  SLURM_ARRAY_TASK_ID: `${id}`,
  SLURM_ARRAY_TASK_MIN: `${min}`,
  SLURM_ARRAY_TASK_COUNT: `${count}`,
  ...more,
});
const kubernetes = (index: string, count?: string) => ({
  JOB_COMPLETION_INDEX: index,
  ...(count === undefined ? {} : { JOB_COMPLETION_COUNT: count }),
});

it('counts from 1 to n', () => {
  expect(shardOfFlag('1/4', {})).toEqual({ index: 1, count: 4 });
  expect(shardOfFlag('4/4', {})).toEqual({ index: 4, count: 4 });
});

it('takes auto from an array of Slurm, wherever it begins and in whatever steps', () => {
  expect(shardOfFlag('auto', slurm(1, 1, 4))).toEqual({ index: 1, count: 4 });
  expect(shardOfFlag('auto', slurm(3, 0, 4))).toEqual({ index: 4, count: 4 });
  expect(shardOfFlag('auto', slurm(4, 0, 4, { SLURM_ARRAY_TASK_STEP: '2' }))).toEqual({ index: 3, count: 4 });
});

it('takes auto from an indexed Job of Kubernetes, which counts from 0', () => {
  expect(shardOfFlag('auto', kubernetes('0', '3'))).toEqual({ index: 1, count: 3 });
  expect(shardOfFlag('auto', kubernetes('2', '3'))).toEqual({ index: 3, count: 3 });
});

describe('refuses', () => {
  it.each<[string, object, string]>([
    ['0/4', {}, 'i from 1 to n'],
    ['5/4', {}, 'i from 1 to n'],
    ['1/0', {}, 'i from 1 to n'],
    ['1', {}, 'i from 1 to n'],
    ['1.5/4', {}, 'i from 1 to n'],
    ['-1/4', {}, 'i from 1 to n'],
    ['auto', {}, 'neither SLURM_ARRAY_TASK_ID'],
    ['auto', { SLURM_ARRAY_TASK_ID: '3' }, 'SLURM_ARRAY_TASK_MIN must be a whole number, got nothing'],
    ['auto', slurm(9, 1, 3), 'the array must be one range'],
    ['auto', slurm(2, 1, 3, { SLURM_ARRAY_TASK_STEP: '2' }), 'the array must be one range'],
    ['auto', kubernetes('0'), 'JOB_COMPLETION_COUNT must be a whole number, got nothing'],
    ['auto', kubernetes('3', '3'), 'what completions says'],
  ])('%s %j', (text, environment, message) => {
    const shard = () => shardOfFlag(text, environment as Record<string, string>);
    expect(shard).toThrow(UsageError);
    expect(shard).toThrow(message);
  });
});
