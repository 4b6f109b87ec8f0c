/** npm run test:thorough [-- FILE…]: the tests with all their cases (thorough.ts). */
import { startVitest } from 'vitest/node';

process.env.DUCTUS_TESTS = 'thorough';
await startVitest('test', process.argv.slice(2), { run: true });
