import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatArpa, parseArpa } from './arpa.js';
import { ByteWriter, sumOf } from './bytes.js';
import { codeBook, finest } from './code-book.js';
import { trainNGrams } from './kneser-ney.js';
import { isPacked, PackedError, packNGrams, readPacked } from './packed-file.js';
import { pruneNGrams } from './prune.js';
import { type TokenModel, walkerOf } from './token-model.js';

const lines = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', ' ', 'é'), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 8,
});
const order = fc.integer({ min: 1, max: 5 });
const about = { name: 'xx', source: 'three lines' };
const text = ['the cat sat on the mat', 'the dog sat', 'a cat and a dog ran'].map((line) => [...line]);
const trained = trainNGrams(text, { order: 4 });
const bytes = packNGrams(trained, about);

/** The same file with other content, and the sum that belongs to it. */
function withSum(content: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.raw(content);
  writer.uint32(sumOf(content));
  return writer.written.slice();
}

function perToken(model: TokenModel, tokens: readonly string[]): readonly number[] {
  let context = model.start();
  return [...tokens, '</s>'].map((token) => {
    const next = model.next(context, token);
    context = next.context;
    return next.logProb;
  });
}

describe('a packed model', () => {
  it('has the n-grams, the name and the source that were packed', () => {
    fc.assert(
      fc.property(lines, order, (text, order) => {
        const model = trainNGrams(text, { order });
        const packed = readPacked(packNGrams(model, about));
        const names = (of: TokenModel) => [...of.entries()].map(([tokens]) => tokens.join('|')).sort();
        expect(names(packed)).toEqual(names(model));
        expect([packed.order, packed.counts, packed.about]).toEqual([order, model.counts, about]);
        expect([...packed.vocabulary].sort()).toEqual([...model.vocabulary].sort());
      }),
    );
  });

  it('is walked by places in a list as by tokens, whatever was walked before', () => {
    const tokens = ['a', 'b', 'c', ' ', 'é', 'ß', '</s>'];
    fc.assert(
      fc.property(lines, order, fc.array(fc.nat(tokens.length - 1), { maxLength: 60 }), (text, order, way) => {
        const tree = trainNGrams(text, { order });
        for (const model of [tree, readPacked(packNGrams(tree, about))] as readonly TokenModel[]) {
          const walker = walkerOf(model, tokens);
          let [walked, context] = [model.start(), model.start()];
          for (const token of way) {
            const next = model.next(context, tokens[token] ?? '');
            walked = walker.step(walked, token);
            expect(walker.logProb).toBe(next.logProb);
            context = next.context;
          }
          expect(walked).toEqual(context);
        }
      }),
    );
  });

  it('scores as the tree does, within what its codes round off', () => {
    fc.assert(
      fc.property(lines, lines, order, (text, others, order) => {
        const model = trainNGrams(text, { order });
        const packed = readPacked(packNGrams(model, about));
        for (const line of [...text, ...others.map((line) => [...line, 'ß'])]) {
          const [exact, rounded] = [perToken(model, line), perToken(packed, line)];
          // A probability and the weights of all longer contexts.
          for (const [n, value] of exact.entries())
            expect(Math.abs(value - (rounded[n] ?? 0))).toBeLessThan(order * finest);
        }
      }),
    );
  });

  it('scores exactly as ARPA where the codes round nothing off', () => {
    const arpa = parseArpa(
      '\\data\\\nngram 1=4\nngram 2=2\nngram 3=1\n\n\\1-grams:\n-99\t<s>\t-0.5\n-1\ta\t-0.25\n-0.5\tb\n-2\t</s>\n\n\\2-grams:\n-0.25\t<s> a\t-0.125\n-0.5\ta b\n\n\\3-grams:\n-0.125\t<s> a b\n\n\\end\\\n',
    );
    const packed = readPacked(packNGrams(arpa, about));
    for (const line of ['ab', 'ba', 'aab', 'bb', 'x', '']) {
      expect(perToken(packed, [...line]), line).toEqual(perToken(arpa, [...line]));
    }
  });

  it('is written as ARPA and packed again', () => {
    const packed = readPacked(bytes);
    const again = readPacked(packNGrams(parseArpa(formatArpa(packed)), about));
    expect(again.counts).toEqual(packed.counts);
    for (const line of text) expect(again.logProb(line)).toBeCloseTo(packed.logProb(line), 1);
  });

  it('finds the context where an ending of an n-gram is no n-gram itself', () => {
    const pruned = pruneNGrams(trained, 30);
    const packed = readPacked(packNGrams(pruned, about));
    for (const line of text)
      expect(Math.abs(packed.logProb(line) - pruned.logProb(line))).toBeLessThan(line.length * 0.1);
  });
});

describe('damage', () => {
  it('in any byte is an error of its own kind', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.map((byte, index) => (index === at ? byte ^ change : byte));
        expect(() => readPacked(damaged)).toThrow(PackedError);
      }),
    );
  });

  it('that has the right sum all the same ends in an error or a model, never in anything else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 9, max: bytes.length - 5 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const content = bytes.subarray(0, -4).map((byte, index) => (index === at ? byte ^ change : byte));
        try {
          readPacked(withSum(content)).logProb([...'the cat']);
        } catch (error) {
          expect(error).toBeInstanceOf(PackedError);
        }
      }),
    );
  });

  it('cut off anywhere is an error', () => {
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => readPacked(bytes.subarray(0, length))).toThrow(PackedError);
      if (length > 8) expect(() => readPacked(withSum(bytes.subarray(0, length)))).toThrow(PackedError);
    }
  });

  const headed = (head: object) => {
    const json = new TextEncoder().encode(JSON.stringify(head));
    const writer = new ByteWriter();
    writer.raw(new TextEncoder().encode('ductuslm'));
    writer.byte(1);
    writer.varint(json.length);
    writer.raw(json);
    return withSum(writer.written.slice());
  };

  it.each([
    [
      'more n-grams than there are bytes',
      headed({ name: 'x', tokens: ['a'], counts: [2 ** 27] }),
      'must have 134217728 n-grams',
    ],
    ['no counts', headed({ name: 'x', tokens: ['a'] }), 'must have a name, tokens and counts'],
    ['too high an order', headed({ name: 'x', tokens: [], counts: Array(21).fill(0) }), 'must be 1 to 20, got 21'],
    [
      'another version',
      withSum(bytes.subarray(0, -4).map((byte, at) => (at === 8 ? 9 : byte))),
      'version must be 1, got 9',
    ],
    ['another file', new TextEncoder().encode('\\data\\\n'), 'does not begin as one'],
    ['bytes after the end', withSum(Uint8Array.from([...bytes.subarray(0, -4), 0])), 'goes on after its end'],
  ])('%s', (_, damaged, message) => {
    expect(() => readPacked(damaged)).toThrow(message);
  });

  it('is told from ARPA by the first bytes', () => {
    expect([isPacked(bytes), isPacked(new TextEncoder().encode(formatArpa(trained)))]).toEqual([true, false]);
  });
});

describe('a code book', () => {
  it('rounds to its step, and further only where there are more places than codes', () => {
    const number = fc.double({ min: -12, max: 0, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (numbers) => {
        const { values, codes } = codeBook(numbers);
        expect(values.length).toBeLessThanOrEqual(256);
        for (const [n, value] of numbers.entries()) {
          expect(Math.abs((values[codes[n] ?? -1] ?? Number.NaN) - value)).toBeLessThanOrEqual(finest + 1e-9);
        }
      }),
    );
  });

  it('keeps a probability of nothing apart', () => {
    const { values, codes } = codeBook([-1, Number.NEGATIVE_INFINITY, -2]);
    expect([...codes].map((code) => values[code])).toEqual([-1, Number.NEGATIVE_INFINITY, -2]);
  });
});
