/** Every example prints what stands at its end; numbers may differ by 5%, as processors round differently. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cases } from './thorough.js';

const examples = ['examples', 'examples/tfjs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /^\d\d-.*\.ts$/.test(name))
    .map((name) => `${folder}/${name}`),
);

const number = /-?\d+(?:\.\d+)?/g;
const expectedOf = (path: string) => /\/\* Prints:\n([\s\S]*)\*\/\n$/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';

/** Steps that are enough to see whether an example goes the way it says, and the lines that it prints then. */
const shortened: Readonly<Record<string, { readonly steps: number; readonly lines: number }>> = {
  'examples/tfjs/03-custom-training-loop.ts': { steps: cases(10, 50), lines: cases(2, 6) },
};

/** What TensorFlow.js says of itself comes before the example's own lines. */
const own = (printed: string) => printed.replace(/^\s*=+\nHi, looks like[\s\S]*?=+\n/, '');

describe('examples', () => {
  it('there are eight', () => {
    expect(examples.length).toBe(8);
  });

  it.each(examples)('%s prints what it says', async (path) => {
    const { steps, lines } = shortened[path] ?? {};
    const args = ['--import', 'tsx', path, ...(steps === undefined ? [] : [String(steps)])];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const printed = own(stdout);
    const promised = expectedOf(path);
    expect(promised).not.toBe('');
    const expected = promised
      .split(/(?<=\n)/)
      .slice(0, lines)
      .join('');
    expect(printed.replaceAll(number, '#')).toBe(expected.replaceAll(number, '#'));
    const values = printed.match(number)?.map(Number) ?? [];
    expected.match(number)?.forEach((value, i) => {
      expect(Math.abs((values[i] as number) - Number(value))).toBeLessThanOrEqual(
        0.02 + 0.05 * Math.abs(Number(value)),
      );
    });
  });
});
