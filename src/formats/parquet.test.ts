import fc from 'fast-check';
import { expect, it } from 'vitest';
import { crc32 } from './crc32.js';
import { PackedFile, type PackedSource, PackedWriter, ParquetError } from './index.js';

const line: fc.Arbitrary<PackedSource> = fc.record({
  name: fc.string({ unit: 'grapheme', minLength: 1 }),
  path: fc.string({ unit: 'grapheme' }),
  text: fc.string({ unit: 'grapheme' }),
  width: fc.integer({ min: 1, max: 1e6 }),
  height: fc.integer({ min: 1, max: 1e6 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }),
});

it('lines that are packed are read as what they were, group by group', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(line, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
      async (groups) => {
        const writer = await PackedWriter.create();
        const parts = groups.map((group) => writer.group(group));
        const { buffer, byteLength } = Uint8Array.from(Buffer.concat([...parts, writer.finish()]));
        const file = await PackedFile.open({ byteLength, slice: async (from, to) => buffer.slice(from, to) });
        expect(file.groups).toEqual(groups.map(({ length }) => length));
        for (const [at, group] of groups.entries()) {
          const read = await file.lines(at);
          expect(read).toEqual(group.map(({ name, text, width, height }) => ({ name, text, width, height })));
          const images = await file.images(at);
          expect(images.map((bytes) => [...(bytes ?? [])])).toEqual(group.map(({ bytes }) => [...bytes]));
        }
      },
    ),
    { numRuns: 60 },
  );
});

it('a flipped bit is told by a checksum, or changes nothing, and never sends the reader astray', async () => {
  const writer = await PackedWriter.create();
  const lines = Array.from({ length: 6 }, (_, i): PackedSource => {
    const bytes = Uint8Array.from({ length: 40 }, (_, at) => at * i);
    return { name: `line ${i}`, path: `${i}.png`, text: `text of ${i}`, width: 100 + i, height: 48, bytes };
  });
  const parts = [writer.group(lines.slice(0, 3)), writer.group(lines.slice(3)), writer.finish()];
  const whole = Uint8Array.from(Buffer.concat(parts));
  const readAll = async ({ buffer, byteLength }: Uint8Array<ArrayBuffer>) => {
    const file = await PackedFile.open({ byteLength, slice: async (from, to) => buffer.slice(from, to) });
    const [read, images]: [unknown[], unknown[]] = [[], []];
    for (const group of file.groups.keys()) {
      read.push(...(await file.lines(group)));
      images.push(...(await file.images(group)));
    }
    return { read, images };
  };
  const right = await readAll(whole.slice());
  let told = 0;
  for (let bit = 0; bit < 8 * whole.length; bit += 7) {
    const flipped = whole.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    try {
      expect(await readAll(flipped), `bit ${bit}`).toEqual(right);
    } catch (error) {
      if (!(error instanceof ParquetError)) throw error;
      told++;
    }
  }
  expect(told).toBeGreaterThan(whole.length / 2);
});

it('CRC-32 has its check value', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
