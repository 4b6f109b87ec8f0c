import { describe, expect, it } from 'vitest';
import { Network } from './network.js';
import { parseVgsl, printVgsl, VgslError } from './vgsl.js';

describe('parseVgsl', () => {
  it('reads every kind of layer', () => {
    const spec =
      '[1,48,0,1 Cr{first}3,5,32,1,2,2,1 Gn8 Bn Mp2,2,2,1 Do0.1,2 I (Cs1,1,4 [Ct3,3,4 Cl1,1,4]) S1(1x0)1,3 Aux0.2 Lfx10 Grx11 Lbxs12 Sfx9 Do O1c80]';
    const { height, layers, classes } = parseVgsl(spec);
    expect(height).toBe(48);
    expect(classes).toBe(80);
    expect(layers[0]).toMatchObject({
      kind: 'conv',
      name: 'first',
      activation: 'relu',
      kernel: [3, 5],
      channels: 32,
      stride: [1, 2],
      dilation: [2, 1],
    });
    expect(layers.map(({ kind }) => kind)).toEqual([
      'conv',
      'groupNorm',
      'batchNorm',
      'maxPool',
      'dropout',
      'identity',
      'parallel',
      'foldHeight',
      'auxiliary',
      'recurrent',
      'recurrent',
      'recurrent',
      'recurrent',
      'dropout',
    ]);
    expect(layers[3]).toMatchObject({ kernel: [2, 2], stride: [2, 1] });
    expect(layers[4]).toMatchObject({ probability: 0.1, channels: true });
    expect(layers[8]).toMatchObject({ weight: 0.2 });
    expect(layers[9]).toMatchObject({ cell: 'lstm', direction: 'forward', axis: 'x', summarise: false, size: 10 });
    expect(layers[10]).toMatchObject({ cell: 'gru', direction: 'reverse' });
    expect(layers[11]).toMatchObject({ direction: 'bidirectional', summarise: true });
    expect(layers[12]).toMatchObject({ cell: 'sru', direction: 'forward', size: 9 });
    expect(layers[13]).toMatchObject({ probability: 0.5, channels: false });
  });

  it.each([
    ['[1,48,0,1 Cx3,3,32]', 'a layer must be one of', 'Cx3,3,32', 11],
    ['[1,48,0,3 Cr3,3,32]', 'must have 1 channel', '1,48,0,3', 2],
    ['[1,48,100,1 Cr3,3,32]', 'must have width 0', '1,48,100,1', 2],
    ['[1,48,0,1 A1,2 Lbx10]', 'the addition layer A is not supported', 'A1,2', 11],
    ['[1,48,0,1 CTr3,3,8]', 'transposed convolutions are not supported', 'CTr3,3,8', 11],
    ['[1,48,0,1 S1(2x12)1,3]', 'only the folding of the height', 'S1(2x12)1,3', 11],
    ['[1,48,0,1 O2l5]', 'only the CTC sequence, O1c', 'O2l5', 11],
    ['[1,48,0,1 Do1.5]', 'dropout must be in [0, 1)', 'Do1.5', 11],
    ['[1,48,0,1 Aux0]', 'the weight of an auxiliary loss must be above 0', 'Aux0', 11],
    ['[1,48,0,1 O1c5 Lbx5]', 'the output must be the last layer', 'O1c5', 11],
    ['[1,48,0,1 (Lbx5 O1c7)]', 'the output must be the last layer', 'O1c7', 17],
    ['[1,48,0,1 (Lbx5)]', 'a parallel block needs two layers', '(', 11],
    ['[1,48,0,1 Lbx5', '"]" is missing', '', 15],
    ['1,48,0,1', 'starts with "["', '1,48,0,1', 1],
  ])('%s is an error that points at the token', (spec, rule, token, character) => {
    expect(() => parseVgsl(spec)).toThrow(VgslError);
    expect(() => parseVgsl(spec)).toThrow(rule);
    expect(() => parseVgsl(spec)).toThrow(`got "${token}" at character ${character}`);
  });

  it.each([
    '[1,48,0,1 Cr3,3,32 Do0.1,2 Mp2,2 S1(1x0)1,3 Lbx100 Do0.5 O1c80]',
    ' [ 1,048,0,1\n  Cr{a}3,3,4,1,1 [Mp2,2,2,2 ] ( Lbx5 [ I Lfx5] ) Do0.50\tAux.5 O{o}1c007 ]\n',
  ])('prints %j as it was written', (spec) => {
    expect(printVgsl(parseVgsl(spec))).toBe(spec);
  });
});

describe('Network', () => {
  const defaults = [
    [
      'kraken',
      '[1,120,0,1 Cr3,13,32 Do0.1,2 Mp2,2 Cr3,13,32 Do0.1,2 Mp2,2 Cr3,9,64 Do0.1,2 Mp2,2 Cr3,9,64 Do0.1,2 S1(1x0)1,3 Lbx200 Do0.1,2 Lbx200 Do0.1,2 Lbx200 Do]',
      8,
      4.03e6,
    ],
    ['Calamari', '[1,48,0,1 Cr3,3,40 Mp2,2 Cr3,3,60 Mp2,2 S1(1x0)1,3 Lbx200 Do]', 4, 1.54e6],
    [
      'PyLaia',
      '[1,128,0,1 Clr3,3,16 Mp2,2 Clr3,3,16 Mp2,2 Clr3,3,32 Mp2,2 Clr3,3,32 S1(1x0)1,3 Do Lbx256 Do Lbx256 Do Lbx256 Do]',
      8,
      4.79e6,
    ],
  ] as const;

  it.each(defaults)("has %s's default network with its stride and its size", (_, spec, stride, size) => {
    const network = new Network(spec, 80);
    expect(network.stride).toBe(stride);
    expect(Math.abs(network.size / size - 1)).toBeLessThan(0.03);
    expect(network.frames(stride * 10 + 1)).toBe(11);
  });

  it('an output of another size than the alphabet is an error', () => {
    const build = () => new Network('[1,48,0,1 S1(1x0)1,3 Lbx5 O{out}1c7]', 9);
    expect(build).toThrow('must have 9 classes');
    expect(build).toThrow('got "O{out}1c7" at character 27');
  });

  it('a height that is not folded is an error that says how', () => {
    expect(() => new Network('[1,48,0,1 Cr3,3,8]', 9)).toThrow('the height must be 1 before the output but is 48 here');
  });

  it.each([
    ['[1,16,0,1 Cr3,3,6 Gn4 S1(1x0)1,3]', '6 channels must be divided into equal groups', 'Gn4', 19],
    ['[1,16,0,1 Mp20,2 S1(1x0)1,3]', 'the window must fit the height, which is 16 here', 'Mp20,2', 11],
    ['[1,16,0,1 Cr3,3,4 Aux0.1 S1(1x0)1,3]', 'the height must be 1 before it but is 16 here', 'Aux0.1', 19],
    ['[1,16,0,1 S1(1x12)1,3]', 'the height is 16 here', 'S1(1x12)1,3', 11],
    ['[1,16,0,1 Cr{a}3,3,4 Cr{a}3,3,4 S1(1x0)1,3]', 'the name a stands twice', 'Cr{a}3,3,4', 22],
    ['[1,16,0,1 (Cr3,3,4 Mp2,2) S1(1x0)1,3]', 'the branches must keep the same height', '(', 11],
  ])('%s is an error that points at the token', (spec, rule, token, character) => {
    expect(() => new Network(spec, 5)).toThrow(VgslError);
    expect(() => new Network(spec, 5)).toThrow(rule);
    expect(() => new Network(spec, 5)).toThrow(`got "${token}" at character ${character}`);
  });

  it('the same seed gives the same weights, whatever else the network has', () => {
    const small = new Network('[1,16,0,1 Cr3,3,4 S1(1x0)1,3 Lbx5]', 5);
    const large = new Network('[1,16,0,1 Cr3,3,4 S1(1x0)1,3 Lbx5 Lbx5]', 5);
    expect(small.initialWeights(3).get('conv0.filters')).toEqual(large.initialWeights(3).get('conv0.filters'));
    expect(small.initialWeights(3).get('conv0.filters')).not.toEqual(small.initialWeights(4).get('conv0.filters'));
  });
});
