/** How a training step grows: with width, batch, classes and network, everything else as it is. */
import type { Candidate } from './measure.js';
import { fixedSpec, trainingStep, widthsAround } from './train.js';

/** The fixed network with its channels and states times a factor. */
export function scaledSpec(factor: number): string {
  const scaled = (size: number) => Math.round(size * factor);
  return fixedSpec
    .replace(/Cr3,3,(\d+)/g, (_, channels) => `Cr3,3,${scaled(Number(channels))}`)
    .replace(/Lbx(\d+)/g, (_, size) => `Lbx${scaled(Number(size))}`);
}

const usual = { spec: fixedSpec, batch: 16, width: 768, classes: 80 };

export async function growth(threads: number): Promise<readonly Candidate[]> {
  const ladders: readonly (readonly [string, readonly Partial<typeof usual>[]])[] = [
    ['width', [192, 384, 768, 1536].map((width) => ({ width }))],
    ['batch', [2, 4, 8, 16, 32].map((batch) => ({ batch }))],
    ['classes', [40, 80, 400, 2000].map((classes) => ({ classes }))],
    ['network', [0.5, 1, 2].map((factor) => ({ spec: scaledSpec(factor) }))],
  ];
  const candidates: Candidate[] = [];
  for (const [group, rungs] of ladders) {
    for (const rung of rungs) {
      const { batch, width, ...step } = { ...usual, ...rung };
      const [value] = Object.values(rung);
      const name =
        group === 'network' ? `channels × ${Number(/Lbx(\d+)/.exec(step.spec)?.[1]) / 128}` : `${group} ${value}`;
      candidates.push({
        ...(await trainingStep({ ...step, name, widths: widthsAround(width, batch), threads })),
        group,
      });
    }
  }
  return candidates;
}
