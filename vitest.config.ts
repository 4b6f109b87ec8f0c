import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@ductus/ctc': new URL('./packages/ctc/src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['src/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
