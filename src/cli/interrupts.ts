/** Interrupts of commands that read: the first ends the work after what is being computed, the second the process. */

/** Not SIGHUP: to listen to it would undo nohup. */
const names = ['SIGINT', 'SIGTERM'] as const;

/** What a process that was interrupted ends with, by custom: 128 and the number of SIGINT. */
const interrupted = 130;

/**
 * Does work that an interrupt ends early. The network is never left while it computes: ONNX Runtime would abort the
 * process.
 *
 * @param kept what becomes of what is done by then, for the message
 * @param work ends with the signal's reason once it is aborted
 * @returns what the work gives, or `undefined` when it was interrupted: the exit code is set then
 */
export async function untilInterrupted<T>(
  kept: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => {
    // Without a listener the system's own way counts again, which ends the process.
    release();
    process.stderr.write(`\nstopping after this batch; ${kept}\n`);
    controller.abort();
  };
  const release = () => {
    for (const name of names) process.off(name, stop);
  };
  for (const name of names) process.on(name, stop);
  try {
    return await work(signal);
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    process.exitCode = interrupted;
    return undefined;
  } finally {
    release();
  }
}
