import { defineConfig } from 'vitest/config';

const ctc = new URL('./packages/ctc/src/', import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@ductus\/ctc$/, replacement: `${ctc}index.ts` },
      { find: /^@ductus\/ctc\/(\w+)$/, replacement: `${ctc}$1.ts` },
    ],
  },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // Only a hang takes so long: on a machine busy with other things tests that train took over 100 s.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['src/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'app/**/*.test.ts', 'test/*.test.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'commands', include: ['test/commands/*.test.ts'], globalSetup: 'test/commands/trained.ts' },
      },
    ],
  },
});
