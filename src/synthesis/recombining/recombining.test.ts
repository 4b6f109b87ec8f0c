import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BlockHand, blockLine } from '../../../test/block-lines.js';
import { known } from '../../known.js';
import { openFonts } from '../node.js';
import { type CharacterDrawer, createCharacterDrawer } from './drawn-character.js';
import type { Hand } from './hand.js';
import { HandCollector } from './hands.js';
import { inkOfLine } from './line-ink.js';
import { zonesOf } from './line-zones.js';
import { packColumns, unpackColumns } from './packed-columns.js';
import { type RecombineOptions, Recombiner } from './recombine.js';
import { seamOf } from './seams.js';
import { TextIndex } from './text-index.js';

const texts = [
  'one more name on a card',
  'seven even waves came over',
  'a seam in a warm ocean room',
  'summer and winter come once more',
];

function handsOf(...hands: readonly (readonly [BlockHand, readonly string[]])[]): readonly Hand[] {
  const collector = new HandCollector(64);
  for (const [hand, lines] of hands) {
    for (const [n, text] of lines.entries()) collector.add(blockLine(text, `${hand.document}_${n}`, hand));
  }
  return collector.hands();
}

function recombiner(hands: readonly Hand[], lines: readonly string[], options: Partial<RecombineOptions> = {}) {
  return new Recombiner(hands, { texts: (n) => known(lines[n % lines.length], 'a text'), seed: 1, ...options });
}

const upright: BlockHand = { document: 'upright' };
const slanted: BlockHand = { document: 'slanted', slant: 0.4, baseline: 40, xHeight: 10, ink: 90, paper: 200 };

describe('lines that are made', () => {
  it('are the same for a seed and an index, whatever was made before, and others for another seed', () => {
    const hands = handsOf([upright, texts], [slanted, texts]);
    const wanted = ['even now a warm name comes over a room', 'one card more'];
    const all = Array.from({ length: 6 }, (_, n) => recombiner(hands, wanted).line(n));
    const inOrder = recombiner(hands, wanted);
    expect(Array.from({ length: 6 }, (_, n) => inOrder.line(n))).toEqual(all);
    const others = recombiner(hands, wanted, { seed: 2 });
    expect(Array.from({ length: 6 }, (_, n) => others.line(n))).not.toEqual(all);
  });

  it('have all words of the texts in their order, broken where lines of the hand end', () => {
    const hands = handsOf([upright, texts]);
    const long = 'one more name on a card and a seam in a warm ocean room and once more seven waves came over and over';
    const lines = recombiner(hands, [long]);
    const made: string[] = [];
    for (let n = 0; made.join(' ').length < long.length; n++) made.push(lines.line(n)?.text ?? '');
    expect(made.join(' ')).toBe(long);
    const longest = Math.max(...texts.map(({ length }) => length));
    expect(made.length).toBeGreaterThan(2);
    for (const text of made) expect(text.length).toBeLessThan(1.4 * longest);
    expect(recombiner(hands, [long], { most: 12 }).line(0)?.text.length).toBeLessThanOrEqual(12);
  });

  it('are pieces of the lines of their hand, as long as there are any', () => {
    const hands = handsOf([upright, texts], [slanted, texts]);
    for (let n = 0; n < 4; n++) {
      const line = known(recombiner(hands, ['ocean waves came once more']).line(n), 'a line');
      expect(
        line.pieces
          .map(({ text }) => text)
          .join('')
          .replaceAll(' ', ''),
      ).toBe(line.text.replaceAll(' ', ''));
      expect(new Set(line.pieces.map(({ hand }) => hand))).toEqual(new Set([line.hand]));
      expect(line.pieces.length).toBeLessThanOrEqual(5);
    }
  });

  it('of a text that stands in a line have its pixels', () => {
    const [hand] = handsOf([slanted, [known(texts[0], 'a text')]]);
    const source = blockLine(known(texts[0], 'a text'), 'slanted_0', slanted).raster;
    const made = known(
      recombiner([known(hand, 'a hand')], [known(texts[0], 'a text')], { most: 99 }).line(0),
      'a line',
    );
    expect(made.pieces.length).toBe(1);
    expect(inkIn(made.raster)).toEqual(inkIn(source));
  });

  it('stand on one baseline, at the height of the hand, though its lines stood on others', () => {
    const lines = [40, 44, 47].map((baseline, n) =>
      blockLine(known(texts[n], 'a text'), `moved_${n}`, { document: 'moved', baseline }),
    );
    const collector = new HandCollector(64);
    for (const line of lines) collector.add(line);
    const hands = collector.hands();
    const { raster } = known(recombiner(hands, ['seven warm cards over a name']).line(0), 'a line');
    const rows = Array.from({ length: 64 }, (_, y) =>
      raster.data.subarray(y * raster.width, (y + 1) * raster.width).some((level) => level < 128),
    );
    expect(rows.lastIndexOf(true)).toBe(43);
  });

  it('have letters that the hand never wrote from the hand most alike, in its own height', () => {
    const like: BlockHand = { document: 'like', xHeight: 10, baseline: 40 };
    const hands = handsOf([upright, texts], [like, ['zzz zone maze']], [slanted, ['zzz zone maze']]);
    const line = known(recombiner(hands.slice().reverse(), ['a maze']).line(0), 'a line');
    expect(line.hand).toBe('upright');
    const lent = line.pieces.filter(({ hand }) => hand !== 'upright');
    expect(lent).toEqual([{ text: 'z', line: expect.stringMatching(/^like_/), hand: 'like' }]);
    const alone = known(recombiner(hands, ['a mane']).line(0), 'a line');
    expect(heightOf(line.raster)).toBeCloseTo(heightOf(alone.raster), -0.5);
  });

  it('say which texts have characters that nobody wrote, and leave them out', () => {
    const lines = recombiner(handsOf([upright, texts]), ['a name?', 'a card']);
    expect(lines.line(0)?.text).toBe('a card');
    expect(lines.skipped).toEqual([
      { name: 'a name?', reason: 'no hand and no font has all its characters', detail: '?' },
    ]);
    expect(recombiner(handsOf([upright, texts]), ['!']).line(0)).toBeUndefined();
  });

  describe('with fonts', () => {
    let drawer: CharacterDrawer;
    beforeAll(async () => {
      drawer = await createCharacterDrawer(await openFonts(['patrick-hand']));
    });

    it('have what nobody wrote drawn, about as high as the hand writes', () => {
      const line = known(recombiner(handsOf([upright, texts]), ['a qay'], { drawer }).line(0), 'a line');
      expect(line.pieces.filter(({ hand }) => hand === undefined).map(({ text }) => text)).toEqual(['q', 'y']);
      const { raster } = line;
      const rows = Array.from({ length: 64 }, (_, y) =>
        raster.data.subarray(y * raster.width, (y + 1) * raster.width).some((level) => level < 128),
      );
      expect(rows.indexOf(true)).toBeGreaterThanOrEqual(26);
      expect(rows.lastIndexOf(true)).toBeGreaterThan(45);
    });
  });
});

/** Rows that have ink. */
function heightOf({
  width,
  height,
  data,
}: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}) {
  return Array.from({ length: height }, (_, y) =>
    data.subarray(y * width, (y + 1) * width).some((level) => level < 128),
  ).filter(Boolean).length;
}

/** What is dark, from its first column on. */
function inkIn({
  width,
  height,
  data,
}: {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}) {
  const dark: string[] = [];
  let first = width;
  for (let at = 0; at < data.length; at++) if ((data[at] ?? 0) < 150) first = Math.min(first, at % width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if ((data[y * width + x] ?? 0) < 150) dark.push(`${x - first} ${y}`);
  }
  return dark;
}

describe('the parts', () => {
  it('the index has every place where a text stands, and no other', () => {
    const line = fc.array(fc.constantFrom('a', 'b', ' '), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 4 }),
        fc.array(fc.constantFrom('a', 'b', ' ', 'c'), { minLength: 1, maxLength: 4 }),
        (lines, text) => {
          const index = new TextIndex(lines);
          const all = index.characters.join('');
          const places = [];
          for (let at = 0; at < all.length; at++) if (all.startsWith(text.join(''), at)) places.push(at);
          let matches: ReturnType<TextIndex['narrowed']> = index.all;
          for (const [length, character] of text.entries())
            matches = matches && index.narrowed(matches, length, character);
          const had = [];
          for (let n = matches?.first ?? 0; n < (matches?.end ?? 0); n++) had.push(index.placeOf(n));
          expect(had.sort((a, b) => a - b)).toEqual(places);
        },
      ),
    );
  });

  it('packed ink is the ink that it was, whatever columns are taken', () => {
    const level = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
    const raster = fc
      .record({ width: fc.integer({ min: 1, max: 6 }), height: fc.integer({ min: 1, max: 600 }) })
      .chain(({ width, height }) =>
        fc
          .array(level, { minLength: width * height, maxLength: width * height })
          .map((data) => ({ width, height, data: Uint8Array.from(data) })),
      );
    fc.assert(
      fc.property(raster, fc.integer({ min: -2, max: 7 }), fc.integer({ min: 0, max: 8 }), (ink, from, count) => {
        const { data, width } = unpackColumns(packColumns(ink), from, from + count);
        expect(width).toBe(count);
        for (let x = 0; x < count; x++) {
          for (let y = 0; y < ink.height; y++) {
            const inside = from + x >= 0 && from + x < ink.width;
            expect(data[x * ink.height + y]).toBe(inside ? ink.data[y * ink.width + from + x] : 0);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('a cut goes through paper where there is a way, and through the thinnest stroke where there is none', () => {
    const [width, height] = [9, 20];
    const data = new Uint8Array(width * height);
    // A wall in the middle column that has to be gone around, with its foot to the right.
    for (let y = 0; y < 12; y++) data[4 * height + y] = 255;
    for (let x = 4; x < 9; x++) data[x * height + 12] = 255;
    const free = seamOf({ width, height, data }, 100, [0, height]);
    expect(free.cut).toBe(0);
    expect(free.crossing).toBeUndefined();
    // A bar over all columns, thinner in one.
    for (let x = 0; x < width; x++)
      for (let y = 14; y < (x === 2 || x === 3 ? 15 : 18); y++) data[x * height + y] = 255;
    const through = seamOf({ width, height, data }, 100, [0, height]);
    expect(through.cut).toBe(1);
    expect(through.columns[14]).toBe(103);
    expect(through.crossing).toBe(14);
  });

  it('the ink of a line is none where only paper is, on whatever grey and grain', () => {
    const { raster } = blockLine('a name', 'a', { document: 'a', paper: 150, ink: 30 });
    const data = raster.data.map((level, at) => level + ((at * 7919) % 13) - 6);
    const { ink, paper, grain } = inkOfLine({ ...raster, data }, 64);
    expect(Math.abs(paper - 150)).toBeLessThan(6);
    expect(grain).toBeGreaterThan(1);
    for (const [at, level] of raster.data.entries()) {
      if (level === 150) expect(ink.data[at]).toBe(0);
      else expect(ink.data[at]).toBeGreaterThan(150);
    }
  });

  it('baseline and height are those of the small letters, on a line that slopes too', () => {
    const { raster, characters } = blockLine('a seam in a warm ocean room and once more', 'a', { document: 'a' });
    const { ink } = inkOfLine(raster, 64);
    expect(zonesOf(ink, characters)).toEqual({ baseline: 44, slope: 0, xHeight: 14 });
    const sloping = new Uint8Array(ink.data.length);
    for (let x = 0; x < ink.width; x++) {
      const down = Math.round(0.02 * (x - ink.width / 2));
      for (let y = 10; y < 54; y++) sloping[(y + down) * ink.width + x] = ink.data[y * ink.width + x] ?? 0;
    }
    const zones = known(zonesOf({ ...ink, data: sloping }, characters), 'zones');
    expect(zones.slope).toBeCloseTo(0.02, 2);
    expect(Math.abs(zones.baseline - 44)).toBeLessThanOrEqual(1);
  });
});
