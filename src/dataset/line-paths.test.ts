import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LinePaths } from './line-paths.js';

function taken(...keys: readonly string[]): readonly string[] {
  const paths = new LinePaths();
  return keys.map((key) => paths.take(key));
}

it('a key that can be a path is one', () => {
  const keys = ['doc0_001', 'letters/1915/page 3_002', 'été', '.hidden', 'a.b', 'a (2)', '𐍈/אבג'];
  expect(taken(...keys)).toEqual(keys);
});

it.each([
  ['..', 'line'],
  ['.', 'line'],
  ['', 'line'],
  ['/', 'line'],
  ['../../etc/passwd', 'etc/passwd'],
  ['/etc/passwd', 'etc/passwd'],
  ['a/../b', 'a/b'],
  ['C:\\Windows\\win', 'Windows/win'],
  ['c:win', 'c_win'],
  ['\\\\server\\share\\a', 'server/share/a'],
  ['a\u0000b\nc\u202ed', 'a_b_c_d'],
  ['\ud800', '_'],
  ['nul', '_nul'],
  ['COM1.gt', '_COM1.gt'],
  ['aux/con .x', '_aux/_con .x'],
  ['console', 'console'],
  ['a./b ', 'a_/b_'],
  ['...', '.._'],
  ['what?*', 'what__'],
])('%j becomes %j', (key, path) => {
  expect(taken(key)).toEqual([path]);
});

it('no two keys get one path, nor one that another system takes for the same', () => {
  expect(taken('..', '', 'line', 'line (2)')).toEqual(['line', 'line (2)', 'line (3)', 'line (2) (2)']);
  expect(taken('a', 'A', 'a?', 'a*')).toEqual(['a', 'A (2)', 'a_', 'a_ (2)']);
  expect(taken('e\u0301', 'é')).toEqual(['e\u0301', 'é (2)']);
});

it('no file takes the place of a folder', () => {
  expect(taken('a', 'a.gt.txt/b')).toEqual(['a', 'a.gt.txt (2)/b']);
  expect(taken('a.png/b', 'a', 'a.png/c')).toEqual(['a.png/b', 'a (2)', 'a.png/c']);
});

it('a path is as short as systems want it', () => {
  const long = 'é'.repeat(500);
  const [one, two] = taken(`${long}1`, `${long}2`) as [string, string];
  expect(one).not.toBe(two);
  for (const path of [one, two]) expect(Buffer.byteLength(`.${path}.gt.txt.12345678.tmp`)).toBeLessThan(255);
  const [deep] = taken(Array.from({ length: 400 }, (_, i) => `folder ${i}`).join('/')) as [string];
  expect(Buffer.byteLength(deep)).toBeLessThan(700);
  expect(deep).toMatch(/\/folder 399$/);
});

it('whatever the keys, paths are inside, not empty, and all different', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', 'a', 'A', 'a.png', 'nul', 'C:'),
    fc.array(fc.nat(0xffff), { maxLength: 4 }).map((units) => String.fromCharCode(...units)),
  );
  const key = fc
    .tuple(fc.array(part, { maxLength: 4 }), fc.constantFrom('/', '\\'))
    .map(([parts, between]) => parts.join(between));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 12 }), (keys) => {
      const paths = taken(...keys);
      expect(new Set(paths.map((path) => path.normalize('NFC').toLowerCase())).size).toBe(keys.length);
      const files = new Set(
        paths.flatMap((path) => [`${path}.png`, `${path}.gt.txt`].map((file) => file.toLowerCase())),
      );
      for (const path of paths) {
        const parts = path.split('/');
        expect(parts.every((one) => one !== '' && one !== '.' && one !== '..' && !one.includes('\\'))).toBe(true);
        parts.slice(1).forEach((_, i) => {
          expect(
            files.has(
              parts
                .slice(0, i + 1)
                .join('/')
                .toLowerCase(),
            ),
          ).toBe(false);
        });
      }
    }),
  );
});
