/** The machine as browsers tell of it. */

/** Cores that this page may use; without cross-origin isolation no more than one can work on a model. */
export function coreCount(): number {
  return crossOriginIsolated ? navigator.hardwareConcurrency : 1;
}
