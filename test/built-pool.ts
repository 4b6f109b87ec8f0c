/** The pool of workers as it is built: workers are JavaScript files, which only `npm run build` makes. */
export const { CtcPool } = (await import(
  new URL('../packages/ctc/dist/node.js', import.meta.url).href
)) as typeof import('../packages/ctc/src/node.js');
