/** npm run fuzz [-- SECONDS [SEED]]: five minutes of damaged files, and a seed of the day's. */
import { fuzz } from './fuzzing.js';

const [seconds = 300, seed = Date.now() % 1e9] = process.argv.slice(2).map(Number);
console.log(`${seconds} s of damaged files, seed ${seed}`);
console.log(`${await fuzz({ seconds, seed })} files, no crash, no hang`);
