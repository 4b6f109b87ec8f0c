import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256 as byNode } from './sha256.node.js';
import { sha256 } from './sha256.web.js';

it("gives the digest that Node's variant gives of any pieces", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), (pieces) => {
      expect(sha256(...pieces)).toBe(byNode(...pieces));
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
])('gives the digest that FIPS 180-4 has for "%s"', (text, digest) => {
  const bytes = new TextEncoder().encode(text);
  expect([sha256(bytes), byNode(bytes)]).toEqual([digest, digest]);
});
