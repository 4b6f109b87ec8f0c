import { describe, expect, it } from 'vitest';
import { Network } from './network.js';
import { withLineHeight, withOutput } from './rewrite.js';
import { VgslError } from './vgsl.js';

describe('another output', () => {
  it('the output token is put in and taken out', () => {
    expect(withOutput('[1,48,0,1 Lbx5 O1c7]', undefined)).toBe('[1,48,0,1 Lbx5]');
    expect(withOutput('[1,48,0,1 Lbx5]', 9)).toBe('[1,48,0,1 Lbx5 O1c9]');
  });

  it('keeps all else as it was written, but white space around the whole and about the output', () => {
    const spec = ' [1,48,0,1\n  Lbx5  Do0.50   O{o}1c007 ]\n';
    expect(withOutput(spec, undefined)).toBe('[1,48,0,1\n  Lbx5  Do0.50]');
    expect(withOutput(spec, 9)).toBe('[1,48,0,1\n  Lbx5  Do0.50 O1c9]');
    expect(withOutput('[1,48,0,1 Lbx5 ]', 9)).toBe('[1,48,0,1 Lbx5  O1c9]');
  });

  it('of what is no specification is an error', () => {
    expect(() => withOutput('[1,48,0,1 Xx O1c7]', 9)).toThrow(VgslError);
  });
});

describe('another line height', () => {
  const spec = '[1,40,0,1 Cr3,3,4 Mp2,2 Bn Cr3,3,6 Mp2,1 Mp{fold}10,1 Do0.2 Lbx5]';

  it('keeps all weights of a network whose last pool takes all rows', () => {
    const tall = withLineHeight(spec, 66);
    expect(tall).toBe('[1,66,0,1 Cr3,3,4 Mp2,2 Bn Cr3,3,6 Mp2,1 Mp{fold}16,1 Do0.2 Lbx5]');
    const [before, after] = [new Network(spec, 7), new Network(tall, 7)];
    expect(after.height).toBe(66);
    expect(after.stride).toBe(before.stride);
    expect(after.parameters).toEqual(before.parameters);
    expect(withLineHeight(tall, 40)).toBe(spec);
    expect(withLineHeight(after.spec, 40)).toBe(before.spec);
  });

  it('keeps all else as it was written, a stride of the pool too', () => {
    expect(withLineHeight('[ 01,040,0,1  Mp2,2,2,2 Mp20,1,20,1 Do0.50 O1c7 ]\n', 60)).toBe(
      '[ 01,60,0,1  Mp2,2,2,2 Mp30,1,20,1 Do0.50 O1c7 ]\n',
    );
  });

  it.each([
    ['[1,40,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx5]', 80, 'only where the last pool (Mp) takes all rows', 'Mp2,2', 19],
    ['[1,40,0,1 S1(1x0)1,3 Lbx5]', 80, 'only where the last pool (Mp) takes all rows', '[', 1],
    [spec, 3, 'of a line height of 3 no row is left here', 'Mp{fold}10,1', 42],
  ])('%s at %i is an error that points at the token', (before, height, rule, token, character) => {
    expect(() => withLineHeight(before, height)).toThrow(VgslError);
    expect(() => withLineHeight(before, height)).toThrow(rule);
    expect(() => withLineHeight(before, height)).toThrow(`got "${token}" at character ${character}`);
  });
});
