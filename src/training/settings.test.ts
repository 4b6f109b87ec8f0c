import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { choices, numbers, schemasOf, setting, type ValuesOf } from './setting.js';
import { loopSettings } from './settings.js';

describe('another task takes the settings of the loop', () => {
  const table = {
    size: setting(choices(['small', 'large']), { usual: 'small', sign: 'name', what: 'how large pages are' }),
    ...loopSettings({ samples: 'pages', batchPixels: 1_000_000 }),
  };
  const schema = z.strictObject(schemasOf(table));

  it('with its own beside them, and its own usual size of a batch', () => {
    expect(schema.parse({ minutes: 5 })).toMatchObject({ size: 'small', minutes: 5, batchPixels: 1_000_000, seed: 1 });
    expect(schema.safeParse({ size: 'huge' }).success).toBe(false);
    expectTypeOf<ValuesOf<typeof table>['size']>().toEqualTypeOf<'small' | 'large'>();
    expectTypeOf<ValuesOf<typeof table>['steps']>().toEqualTypeOf<number | undefined>();
  });

  it('and help calls the samples what they are', () => {
    expect(table.epochs).toMatchObject({ what: 'stop after so many passes over the pages', sign: 'n' });
  });
});

describe('the usual value is said', () => {
  it.each<[unknown, string | undefined]>([
    [setting(numbers(), { usual: 200_000, what: 'x' }).usual, '200000'],
    [setting(numbers(), { what: 'x' }).usual, undefined],
    [setting(numbers(), { what: 'x', usually: 'as many as there are' }).usual, 'as many as there are'],
    [setting(numbers(), { usual: 3, what: 'x', usually: null }).usual, undefined],
  ])('%j', (said, expected) => expect(said).toBe(expected));
});

describe('a range', () => {
  it.each<[string, Parameters<typeof numbers>[0], readonly number[], readonly number[]]>([
    ['of any number', {}, [0, 0.5, 9], [-0.1, Number.NaN]],
    ['above 0', { positive: true }, [0.1, 9], [0, -1]],
    ['of whole numbers', { whole: true }, [0, 1], [0.5, -1]],
    ['with a most', { whole: true, positive: true, most: 2 }, [1, 2], [0, 3]],
    ['under a number', { under: 1 }, [0, 0.99], [1]],
  ])('%s', (_, range, within, outside) => {
    const { schema } = numbers(range);
    expect(within.filter((value) => !schema.safeParse(value).success)).toEqual([]);
    expect(outside.filter((value) => schema.safeParse(value).success)).toEqual([]);
  });
});
