/**
 * npm run fuzz [-- SECONDS [SEED]]: five minutes of damaged files, and a seed of the day's.
 * npm run fuzz -- files [COUNT [SEED]]: 200 mutants each of models, checkpoints, languages and packed lines (after a build).
 */
import { fuzzFiles } from './file-fuzzing.js';
import { fuzz } from './fuzzing.js';

const [, , first, ...more] = process.argv;
const today = Date.now() % 1e9;
if (first === 'files') {
  const [count = 200, seed = today] = more.map(Number);
  console.log(`${count} mutants of each file, seed ${seed}`);
  const { tried, faults } = await fuzzFiles({ count, seed });
  for (const [kind, { used, refused }] of Object.entries(tried))
    console.log(`${kind}: ${used} used, ${refused} refused`);
  console.log(faults.length === 0 ? 'no fault' : `${faults.length} faults:\n${faults.join('\n')}`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} else {
  const [seconds = 300, seed = today] = process.argv.slice(2).map(Number);
  console.log(`${seconds} s of damaged files, seed ${seed}`);
  console.log(`${await fuzz({ seconds, seed })} files, no crash, no hang`);
}
