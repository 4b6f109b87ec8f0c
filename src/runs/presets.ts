/** Networks by name. */
import { TrainingError } from '../training/index.js';

/**
 * Networks by name, found by the runs of docs/experiments.md. Batch norm stands after the pools where there is one,
 * since it is cheap there; dropout before and between the recurrent layers.
 */
export const presets = {
  /** For a first look in minutes. */
  fast: '[1,40,0,1 Cr3,3,16 Mp2,2 Bn Cr3,3,32 Mp2,2 Bn Cr3,3,64 Mp2,1 Bn Cr3,3,96 Mp2,1 Bn Mp2,1 Do0.2 Lbx128 Do0.3 Lbx128 Do0.3]',
  /** For two cores and an evening. */
  accurate:
    '[1,48,0,1 Cr3,3,16 Mp2,2 Bn Cr3,3,32 Mp2,2 Bn Cr3,3,64 Bn Cr3,3,64 Mp2,1 Bn Cr3,3,96 Bn Cr3,3,96 Mp2,1 Bn Mp3,1 Do0.3 Lbx192 Do0.5 Lbx192 Do0.5]',
} as const;

/**
 * For some fifty lines and a few minutes, from a model: many small steps, few for the head alone, and the statistics of many lines, since
 * those of one or two are none (docs/fine-tuning.md, "Fifty lines").
 */
export const fewLines = { batchPixels: 100_000, headSteps: 20, batchNorm: 'running' } as const;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as readonly PresetName[];

/** The network that is trained when none is named. */
export const defaultSpec: string = presets.accurate;

/** @throws TrainingError for an unknown name */
export function specOfPreset(preset: string): string {
  const name = presetNames.find((known) => known === preset);
  if (name !== undefined) return presets[name];
  throw new TrainingError(`train: preset must be one of ${presetNames.join(', ')}, got ${preset}`, {
    code: 'training/wrong-option',
    details: { value: preset },
  });
}
