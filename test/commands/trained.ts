/** One tiny model, trained once by the command line for all files of this folder. None of them may change it. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ductus } from '../cli-runner.js';
import { drawLines, temporaryFolder, tinySpec } from '../lines.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the model, of the 30 lines in three documents that it was trained on, and of the run's folder. */
    readonly trained: { readonly model: string; readonly lines: string; readonly run: string };
  }
}

export const quick = ['--spec', tinySpec, '--steps', '6', '--batch-pixels', '20000'];

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await temporaryFolder();
  const lines = await drawLines(join(folder, 'lines'), 30);
  const [model, run] = [join(folder, 'model.onnx'), join(folder, 'first')];
  const { code, err } = await ductus(['train', lines, '--out', model, '--run', run, ...quick]);
  if (code !== 0 || err.includes('ductus:')) throw new Error(`the model of test/commands was not trained: ${err}`);
  project.provide('trained', { model, lines, run });
  return () => rm(folder, { recursive: true, force: true });
}
