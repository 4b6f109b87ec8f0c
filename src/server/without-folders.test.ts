import { expect, it } from 'vitest';
import { nameOf, withoutFolders } from './without-folders.js';

it.each([
  ['/home/anna/letters/a.png', 'a.png'],
  ['C:\\Users\\anna\\a.png', 'a.png'],
  ['letters/', 'letters'],
  ['a.png', 'a.png'],
])('the name of %s is %s', (path, name) => {
  expect(nameOf(path)).toBe(name);
});

it.each([
  ['/home/anna/a.png: too narrow', 'a.png: too narrow'],
  ['no room at C:\\Users\\anna\\run', 'no room at run'],
  ['see ~/letters/b.xml and /tmp/c.xml', 'see b.xml and c.xml'],
  ['4.0 lines/s, loss 1/2', '4.0 lines/s, loss 1/2'],
])('of the text %j the page is told %j', (text, told) => {
  expect(withoutFolders(text)).toBe(told);
});

it('takes away folders with spaces that it is told of', () => {
  expect(withoutFolders('/home/anna b/my letters/a.png: none', ['/home/anna b/my letters'])).toBe('a.png: none');
});
