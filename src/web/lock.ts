/** Who works on a run: one tab at a time. The browser gives a lock back when its tab is closed. */
import { TrainingError } from '../training/index.js';

/**
 * @returns gives the lock back
 * @throws TrainingError when another tab has it
 */
export async function takeLock(run: string): Promise<() => void> {
  // Pages without a secure context have no locks.
  const { locks } = navigator as Partial<Navigator>;
  if (!locks) return () => undefined;
  const taken = await new Promise<(() => void) | undefined>((resolve, reject) => {
    const hold = (lock: Lock | null) => (lock ? new Promise<void>((release) => resolve(release)) : resolve(undefined));
    locks.request(`ductus run ${run}`, { ifAvailable: true }, hold).catch(reject);
  });
  if (taken) return taken;
  throw new TrainingError(`${run}: another tab of this browser works on it. Wait until it is done, or close that tab`);
}
