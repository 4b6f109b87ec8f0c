import { defineConfig } from 'vitest/config';

const ctc = new URL('./packages/ctc/src/', import.meta.url).pathname;

/** They load modules anew, without something of the platform, or measure the memory of their process. */
const withModulesOfTheirOwn = [
  'packages/ctc/src/kernel.test.ts',
  'src/documents/pdf.test.ts',
  'src/image/plain-loops.test.ts',
  'src/text/alignment.test.ts',
  'src/training/weight-loops.test.ts',
];

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
    // They run in the order of their names: the long ones first, so that no core waits for another at the end.
    projects: [
      {
        extends: true,
        test: { name: 'commands', include: ['test/commands/*.test.ts'], globalSetup: 'test/commands/trained.ts' },
      },
      { extends: true, test: { name: 'programs', include: ['test/*.test.ts', ...withModulesOfTheirOwn] } },
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['src/**/*.test.ts', 'packages/*/src/**/*.test.ts'],
          exclude: [...withModulesOfTheirOwn],
          // Two processes for all of them: to load the rooms took longer than most files.
          isolate: false,
        },
      },
    ],
  },
});
