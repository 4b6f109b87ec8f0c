import { defineConfig } from 'vitest/config';

/** Of the built app in a browser. */
const appTests = ['test/app.test.ts', 'test/app-*.test.ts'];
const ctc = new URL('./packages/ctc/src/', import.meta.url).pathname;

/** They load modules anew, without something of the platform, measure the memory of their process, or go to another folder. */
const alone = [
  'packages/ctc/src/kernel.test.ts',
  'src/documents/pdf.test.ts',
  'src/image/plain-loops.test.ts',
  'src/text/alignment.test.ts',
  'src/training/weight-loops.test.ts',
  'test/arguments.test.ts',
  'test/run-safety.test.ts',
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
    // The others share two processes: to load the rooms anew took longer than most files.
    isolate: false,
    // In the order of their names: files that take long come first, so that no core waits for another at the end.
    projects: [
      { extends: true, test: { name: 'alone', include: alone, isolate: true } },
      { extends: true, test: { name: 'app', include: appTests, globalSetup: 'test/app-built.ts' } },
      {
        extends: true,
        test: { name: 'commands', include: ['test/commands/*.test.ts'], globalSetup: 'test/commands/trained.ts' },
      },
      { extends: true, test: { name: 'programs', include: ['test/*.test.ts'], exclude: [...alone, ...appTests] } },
      {
        extends: true,
        test: { name: 'rooms', include: ['{src,app,bench,packages/*/src}/**/*.test.ts'], exclude: alone },
      },
    ],
  },
});
