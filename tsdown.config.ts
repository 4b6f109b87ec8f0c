import { defineConfig } from 'tsdown';

const shared = {
  format: 'esm',
  target: 'node20',
  platform: 'node',
  sourcemap: false,
  fixedExtension: false,
  clean: true,
} as const;

export default defineConfig([
  { ...shared, entry: ['packages/ctc/src/index.ts'], outDir: 'packages/ctc/dist', platform: 'neutral', dts: true },
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      graph: 'src/graph-entry.ts',
      cli: 'src/cli/main.ts',
      'workers/session': 'src/platform/session-worker.ts',
      'workers/loader': 'src/dataset/loader-worker.ts',
    },
    outDir: 'dist',
    dts: true,
    deps: { neverBundle: ['@ductus/ctc'] },
  },
]);
