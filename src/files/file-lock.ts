/**
 * A file that says which process works on a folder, so that no second one does. The process of this machine is looked
 * up; one of another machine, or container, shows by a heartbeat that it is alive. The heartbeat is when the file was last written,
 * measured against a file that is written now, so that clocks of machines need not agree.
 */
import { randomUUID } from 'node:crypto';
import { link, open, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

const holderSchema = z.object({
  host: z.string(),
  process: z.number().int().positive(),
  /** When the process began, in the system's own count: a later process of the same number has another. */
  began: z.string().optional(),
  /** Where its number is a number of processes: containers of the same name count their own. */
  namespace: z.string().optional(),
  /** When it took the lock. */
  since: z.string(),
  /** One of its kind, whatever else is equal. */
  token: z.string(),
});

export type LockHolder = z.infer<typeof holderSchema>;

/** Between signs of life. */
const beatMs = 30_000;
/** A lock of another machine without a sign of life for so long is nobody's. */
const staleMs = 300_000;
/** One of another container of this name: its clock is this one's, and it is most likely the one before. */
const staleHereMs = 100_000;

export class FileLock {
  private readonly beating: ReturnType<typeof setInterval>;
  private readonly losing = new AbortController();
  /** When it was last looked whose the lock is. */
  private looked = Date.now();

  private constructor(
    private readonly path: string,
    private readonly text: string,
  ) {
    this.beating = setInterval(() => void this.beat(), beatMs);
    this.beating.unref();
  }

  /** @returns the lock, or who holds it (`undefined` where the file doesn't say) */
  static async take(path: string): Promise<{ readonly lock: FileLock } | { readonly holder: LockHolder | undefined }> {
    const [began, namespace] = await Promise.all([processBegan(process.pid), ownNamespace()]);
    const self: LockHolder = {
      host: hostname(),
      process: process.pid,
      ...(began === undefined ? {} : { began }),
      ...(namespace === undefined ? {} : { namespace }),
      since: new Date().toISOString(),
      token: randomUUID(),
    };
    const text = `${JSON.stringify(self)}\n`;
    if (await made(path, text)) return { lock: new FileLock(path, text) };
    const present = await textOf(path);
    const holder = holderOf(present);
    if (await isHeld(path, holder)) return { holder };
    if (present !== undefined && !(await removed(path, present))) return { holder: holderOf(await textOf(path)) };
    if (await made(path, text)) return { lock: new FileLock(path, text) };
    return { holder: holderOf(await textOf(path)) };
  }

  /** Whether a process works on the folder now. */
  static async isTaken(path: string): Promise<boolean> {
    const present = await textOf(path);
    return present !== undefined && isHeld(path, holderOf(present));
  }

  /** Whether another process took the lock, since this one gave no sign of life for too long. */
  get isLost(): boolean {
    return this.loss.aborted;
  }

  /** Aborted once another process took the lock. */
  get loss(): AbortSignal {
    return this.losing.signal;
  }

  /** The same as `isLost`, for a process that was stopped for long and has not given a sign of life since. */
  async hasBeenLost(): Promise<boolean> {
    if (Date.now() - this.looked > 2 * beatMs) await this.beat();
    return this.isLost;
  }

  async release(): Promise<void> {
    clearInterval(this.beating);
    if ((await textOf(this.path)) === this.text) await rm(this.path, { force: true });
  }

  private async beat(): Promise<void> {
    this.looked = Date.now();
    const present = await textOf(this.path);
    if (present !== undefined && present !== this.text) {
      this.losing.abort();
      return;
    }
    // The same bytes again, in place: a reader sees them whole at any moment. What fails once, the next beat does.
    const file = await open(this.path, 'r+').catch(() => undefined);
    await file?.write(this.text, 0).catch(() => undefined);
    await file?.close();
  }
}

async function made(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function holderOf(text: string | undefined): LockHolder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return undefined;
  }
}

async function isHeld(path: string, holder: LockHolder | undefined): Promise<boolean> {
  if (holder?.host !== hostname()) return (await silence(path)) < staleMs;
  if (holder.namespace === (await ownNamespace())) {
    const began = await processBegan(holder.process);
    if (!isAlive(holder.process) || began === 'ended') return false;
    if (holder.began === undefined || holder.began === began) return true;
    // A later process of its number; or it is one of another container whose processes are counted alike.
  }
  return (await silence(path)) < staleHereMs;
}

/** Milliseconds since a file was written, by the clock of the machine that has the file. */
async function silence(path: string): Promise<number> {
  const probe = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await writeFile(probe, '');
    const [written, now] = await Promise.all([stat(path), stat(probe)]);
    return now.mtimeMs - written.mtimeMs;
  } catch (error) {
    // Whoever had it let go meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.POSITIVE_INFINITY;
    throw error;
  } finally {
    await rm(probe, { force: true });
  }
}

/** Takes a stale lock away, unless it is another one by now. */
async function removed(path: string, stale: string): Promise<boolean> {
  const aside = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await rename(path, aside);
  } catch {
    return true;
  }
  const isStale = (await textOf(aside)) === stale;
  if (!isStale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return isStale;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Which processes this one can look up (Linux). */
function ownNamespace(): Promise<string | undefined> {
  return readlink('/proc/self/ns/pid').catch(() => undefined);
}

/** When a process began, in clock ticks since the machine did (Linux); `ended` for one that nobody waited for. */
async function processBegan(pid: number): Promise<string | undefined> {
  const text = await textOf(`/proc/${pid}/stat`);
  // The name in brackets may hold anything; after it come the state, field 3, and the beginning, field 22.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields && /^[ZX]$/.test(fields[0] ?? '') ? 'ended' : fields?.[19];
}
