/** npm run lengths */
import { indexedCasts } from './casts.js';
import { measureLengths, percentile } from './lengths.js';

const { functions, files } = measureLengths();
const summary = (sorted: readonly { readonly lines: number }[]) =>
  `median ${percentile(sorted, 0.5)}, 90th percentile ${percentile(sorted, 0.9)}, longest ${percentile(sorted, 1)} lines`;
console.log(`${functions.length} functions: ${summary(functions)}`);
for (const { lines, name, path, line } of functions.slice(-10).reverse())
  console.log(`  ${lines}  ${name}  ${path}:${line}`);
console.log(`${files.length} files: ${summary(files)}`);
for (const { lines, path } of files.slice(-10).reverse()) console.log(`  ${lines}  ${path}`);
const casts = indexedCasts();
console.log(`${casts.reduce((sum, { count }) => sum + count, 0)} casts of indexed values in ${casts.length} files:`);
for (const { path, count } of casts) console.log(`  ${count}  ${path}`);
