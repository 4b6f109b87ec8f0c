import { expect, it } from 'vitest';
import { anchorsOf } from './anchors.js';
import { linePlaces } from './line-places.js';

const text =
  'le conseil de prudhommes du departement de la seine reuni en audience publique a entendu les parties en leurs demandes et conclusions et apres en avoir delibere conformement a la loi';
const found = (lines: readonly string[], within = text) =>
  linePlaces(
    lines.map((line) => [...line]),
    [...within],
  ).map((place) => place && within.slice(place.start, place.end));

it('anchors are runs that stand once in both, in order', () => {
  const anchors = anchorsOf([...'xx abcdef yy ghijkl'], [...'abcdef ghijkl']);
  expect(anchors[0]).toEqual({ first: 3, second: 0 });
  expect(anchors.at(-1)).toEqual({ first: 13, second: 7 });
});

it('a run that stands far away does not lead there and back', () => {
  const [here, there] = ['la vie est belle ici', 'quelque chose'];
  const second = `${here} ${'-'.repeat(5000)} ${there} ${'='.repeat(5000)} et puis encore la fin du texte`;
  const anchors = anchorsOf([...`${here} ${there} et puis encore la fin`], [...second]);
  expect(anchors.some(({ second: at }) => at > 100 && at < second.length - 40)).toBe(false);
});

it('lines that were read with faults have their places', () => {
  const places = found([
    'le conseil dc prudhornmes du',
    'departeme de la scine reuni en',
    'audience pubIique a cntendu les partics',
  ]);
  expect(places).toEqual([
    'le conseil de prudhommes du',
    'departement de la seine reuni en',
    'audience publique a entendu les parties',
  ]);
});

it('what the text has before, between and after does not move lines', () => {
  const long = `${'avant propos sans rapport '.repeat(40)}${text}${' notes de fin'.repeat(40)}`;
  const [first, last] = found(['le conseil de prudhommes', 'et apres en avoir delibere'], long);
  expect([first, last]).toEqual(['le conseil de prudhommes', 'et apres en avoir delibere']);
});

it('a line of which nothing was read has the place between its neighbours', () => {
  const places = found(['le conseil de prudhommes du', '', 'reuni en audience publique']);
  expect(places[1]).toBe(' departement de la seine ');
});

it('lines of another text, and lines without any, have no place', () => {
  expect(found(['zzzz qqqq wwww', '', 'kkkk xxxx'])).toEqual([undefined, undefined, undefined]);
});
