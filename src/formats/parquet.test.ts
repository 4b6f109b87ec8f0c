import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PackedFile, type PackedSource, PackedWriter } from './index.js';

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
