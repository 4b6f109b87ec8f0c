/** The machine as Node tells of it. */
import { availableParallelism } from 'node:os';

/** Cores that this process may use. */
export function coreCount(): number {
  return availableParallelism();
}

/** Threads that reading takes where nobody says how many: a program may have more to do. */
export function usualThreads(): number {
  return 1;
}
