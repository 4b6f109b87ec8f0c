import { logSoftmax } from '@ductus/ctc';
import { expect, it } from 'vitest';
import { renderLattice } from './lattice.js';

it('a row for each state, a cell where the line is, and nothing that breaks the file', () => {
  const path = [0, 1, 1, 0, 2];
  const logits = Float64Array.from(path.flatMap((best) => [0, 1, 2].map((k) => (k === best ? 20 : 0))));
  const svg = renderLattice({ logProbs: logSoftmax(logits, 3), classes: 3, labels: [1, 2], texts: ['<', ' '] });
  const cells = [...svg.matchAll(/<rect x="(\d+)" y="(\d+)".*?fill-opacity="1.000"/g)].map(([, x, y]) => [
    (Number(x) - 26) / 9,
    (Number(y) - 18) / 11,
  ]);
  // Frame 0 in the first blank, 1 and 2 in the first label, 3 in the blank between, 4 in the second label.
  expect(cells.sort((a, b) => (a[0] as number) - (b[0] as number))).toEqual([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
  ]);
  expect(svg).toContain('&#60;</text>');
  expect(svg).toContain('␣</text>');
});
