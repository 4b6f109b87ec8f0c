/** The machine as browsers tell of it. */

/** Cores that this page may use; without cross-origin isolation no more than one can work on a model. */
export function coreCount(): number {
  return crossOriginIsolated ? navigator.hardwareConcurrency : 1;
}

/** More would each hold another instance of the runtime, and gain little for one page. */
const mostUsual = 4;

/** Threads that reading takes where nobody says how many. */
export function usualThreads(): number {
  return Math.min(mostUsual, coreCount());
}
