import { defineConfig } from 'tsdown';
import { forBrowsers, withLicences } from './web-build.js';

const shared = {
  format: 'esm',
  target: 'node20',
  platform: 'node',
  sourcemap: false,
  fixedExtension: false,
  clean: true,
} as const;

/**
 * Inside the built files: each consists of many small ones, and to find and load them took a tenth of a short command's time.
 * zod is installed too: types name it, and the service's schemas are of it.
 */
const inside = [/^zod(?:\/|$)/, /^@bufbuild\/protobuf(?:\/|$)/, 'onnx-buf', 'commander'];

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'packages/ctc/src/index.ts',
      node: 'packages/ctc/src/node.ts',
      worker: 'packages/ctc/src/worker.ts',
      tfjs: 'packages/ctc/src/tfjs.ts',
      webassembly: 'packages/ctc/src/webassembly.ts',
    },
    outDir: 'packages/ctc/dist',
    platform: 'neutral',
    dts: true,
    deps: { neverBundle: ['@tensorflow/tfjs-core', /^node:/] },
  },
  {
    ...shared,
    entry: {
      index: 'src/index.ts',
      graph: 'src/graph-entry.ts',
      language: 'src/language/index.ts',
      server: 'src/server-entry.ts',
      cli: 'src/cli/main.ts',
      'workers/session': 'src/runtime/session-worker.ts',
      'workers/loader': 'src/dataset/loader-worker.ts',
      'workers/cropper': 'src/layout/crop-worker.ts',
      'workers/reader': 'src/jobs/reading/reader-worker.ts',
      'workers/drawer': 'src/synthesis/draw-worker.ts',
    },
    outDir: 'dist',
    // The app is built by itself, and only where something has changed.
    clean: ['dist', '!dist/app'],
    dts: false,
    plugins: [withLicences([])],
    deps: { neverBundle: [/^@ductus\/ctc/], alwaysBundle: inside, onlyBundle: inside },
  },
  {
    // The types of what users import.
    ...shared,
    entry: {
      index: 'src/index.ts',
      graph: 'src/graph-entry.ts',
      language: 'src/language/index.ts',
      server: 'src/server-entry.ts',
    },
    outDir: 'dist',
    clean: false,
    dts: { emitDtsOnly: true },
    deps: { neverBundle: [/^@ductus\/ctc/] },
  },
  ...forBrowsers({ index: 'src/web/index.ts' }, 'dist/web'),
  {
    ...shared,
    entry: { index: 'src/web/index.ts' },
    outDir: 'dist/web',
    platform: 'browser',
    tsconfig: 'tsconfig.web.json',
    dts: { emitDtsOnly: true, resolver: 'tsc' },
    clean: false,
    deps: { neverBundle: [/^@ductus\/ctc/] },
  },
]);
