import { expect, it } from 'vitest';
import { parseVgsl } from '../vgsl.js';
import { type Layer, layerKinds } from './table.js';

/** Every kind with all that its token may have, and as short as it gets. */
const tokens = [
  ...['Cr3,5,32', 'Clr{a}3,3,4,1,2', 'Cm3,3,4,1,1,2,1', 'Ct3,3,4', 'Cs3,3,4', 'Cl3,3,4'],
  ...['Mp2,3', 'Mp{b}2,2,2,1', 'Do', 'Do0.1', 'Do{c}0.3,2', 'Do0.0000001', 'S1(1x0)1,3', 'S{d}1(1x12)1,3'],
  ...['Gn8', 'Gn{e}8', 'Bn', 'Bn{f}', 'Lbx5', 'Grys{g}6', 'Sfx7', 'I', 'I{h}', 'Aux0.1', 'Aux{i}2'],
];

const layerOf = (token: string): Layer | undefined => parseVgsl(`[1,48,0,1 ${token}]`).layers[0];
const kindNamed = (name: string | undefined) => layerKinds.find(({ kind }) => kind === name);

it.each(tokens)('%s prints as it was written', (token) => {
  const kind = kindNamed(layerOf(token)?.kind);
  const parsed = kind?.parse(token, (rule) => new Error(rule));
  expect(parsed && kind?.print(parsed)).toBe(token);
});

it('tokens of every kind are tried', () => {
  expect(new Set(tokens.map((token) => layerOf(token)?.kind))).toEqual(new Set(layerKinds.map(({ kind }) => kind)));
});

it.each([
  ['Mp2,2,2,2', 'Mp2,2,2,2'],
  ['Cr3,3,4,1,1,1,1', 'Cr3,3,4'],
  ['Do0.50', 'Do'],
  ['Do.1,1', 'Do0.1'],
])('%s prints as %s when it is printed anew', (token, expected) => {
  const kind = kindNamed(layerOf(token)?.kind);
  const parsed = kind?.parse(token, (rule) => new Error(rule));
  expect(parsed && kind?.print(parsed)).toBe(expected);
});
