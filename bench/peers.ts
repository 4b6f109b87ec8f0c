/** Other libraries in Python, asked for one run at a time so that they take turns with ours. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Peers {
  /** What this Python has. */
  readonly names: readonly string[];
  /** @param told what the task is told, without blanks @returns milliseconds of one run, measured inside */
  run(name: string, ...told: readonly (string | number)[]): Promise<number>;
  /** @param arrays whose bytes come behind the line @returns the line of the answer */
  ask(line: string, arrays?: readonly ArrayBufferView[]): Promise<string>;
  dispose(): Promise<void>;
}

/** @param python the interpreter; without one there are no peers */
export async function startPeers(python: string | undefined, script: string): Promise<Peers> {
  const refuse = () => Promise.reject(new Error('no peers'));
  if (python === undefined) return { names: [], run: refuse, ask: refuse, dispose: async () => {} };
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
  const ask = (line: string, arrays: readonly ArrayBufferView[] = []) => {
    child.stdin.write(`${line}\n`);
    for (const { buffer, byteOffset, byteLength } of arrays) {
      child.stdin.write(new Uint8Array(buffer, byteOffset, byteLength));
    }
    return next();
  };
  return {
    names,
    ask,
    run: async (name, ...told) => Number(await ask([name, ...told].join(' '))),
    dispose: async () => {
      child.stdin.end();
    },
  };
}
