import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@ductus/ctc': new URL('./packages/ctc/src/index.ts', import.meta.url).pathname } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Only a hang takes so long: on a machine busy with other things tests that train took over 100 s.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      {
        extends: true,
        test: { name: 'rooms', include: ['src/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'test/*.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'commands', include: ['test/commands/*.test.ts'], globalSetup: 'test/commands/trained.ts' },
      },
    ],
  },
});
