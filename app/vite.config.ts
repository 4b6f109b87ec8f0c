/** How the app's pages, workers and styles are bundled. What else lies in its folder: build/build.ts. */
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { policyOfPage } from '../src/server/index.js';
import { withLicences } from '../web-build.js';
import { libraryFolder } from './build/library.js';

const ctc = fileURLToPath(new URL('../packages/ctc/src/', import.meta.url));
const library = `../${await libraryFolder()}/index.js`;

/** Every script of the app lies in `assets/`, the library in a folder beside that. */
const libraryApart: Plugin = {
  name: 'library-apart',
  enforce: 'pre',
  resolveId: { filter: { id: /^ductus\/web$/ }, handler: () => ({ id: library, external: true }) },
};

/** Servers that send no headers have the policy all the same, but for what only a header can say. */
const withPolicy: Plugin = {
  name: 'with-policy',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policyOfPage },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  root: import.meta.dirname,
  // Any folder of any server.
  base: './',
  logLevel: 'warn',
  resolve: {
    alias: [
      { find: /^@ductus\/ctc$/, replacement: `${ctc}index.ts` },
      { find: /^@ductus\/ctc\/(\w+)$/, replacement: `${ctc}$1.ts` },
    ],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [libraryApart, withPolicy, withLicences([])],
  worker: { format: 'es', plugins: () => [libraryApart] },
  build: {
    target: 'es2022',
    // Fonts and pictures as data: addresses would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    rolldownOptions: {
      input: ['index.html', 'training.html'].map((page) => fileURLToPath(new URL(page, import.meta.url))),
    },
    chunkSizeWarningLimit: 2000,
  },
});
