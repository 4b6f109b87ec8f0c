/** The kernels in WebAssembly are what their sources compile to. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileKernel, kernels } from '../wasm/build.js';

it.each(kernels)('$target is what $source compiles to (npm run build:wasm)', async (kernel) => {
  expect(readFileSync(kernel.target, 'utf8')).toBe(await compileKernel(kernel));
});
