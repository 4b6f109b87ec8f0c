/** Other libraries in Python, asked for one run at a time so that they take turns with ours. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Peers {
  /** What this Python has. */
  readonly names: readonly string[];
  /** @param told what the task is told, without blanks @returns milliseconds of one run, measured inside */
  run(name: string, ...told: readonly (string | number)[]): Promise<number>;
  dispose(): Promise<void>;
}

/** @param python the interpreter; without one there are no peers */
export async function startPeers(python: string | undefined, script: string): Promise<Peers> {
  if (python === undefined)
    return { names: [], run: () => Promise.reject(new Error('no peers')), dispose: async () => {} };
  const path = fileURLToPath(new URL(`peers/${script}`, import.meta.url));
  // Without these glibc gives each large tensor back to the system and fetches it again: a fifth of PyTorch's step.
  const env = {
    ...process.env,
    MALLOC_MMAP_THRESHOLD_: '4294967296',
    MALLOC_TRIM_THRESHOLD_: '8589934592',
  };
  const child = spawn(python, [path], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`bench: ${python} ${script} ended`);
    return value as string;
  };
  const names = (await next()).split(' ').filter(Boolean);
  return {
    names,
    run: async (name, ...told) => {
      child.stdin.write(`${[name, ...told].join(' ')}\n`);
      return Number(await next());
    },
    dispose: async () => {
      child.stdin.end();
    },
  };
}
