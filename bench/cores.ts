/** Processes that have only some of the machine's cores, by taskset. */

/** A Node.js on these cores, such as `0-1`, and all that it starts. */
export function onCores(cores: string, args: readonly string[]): [command: string, args: string[]] {
  return ['taskset', ['-c', cores, process.execPath, ...args]];
}
