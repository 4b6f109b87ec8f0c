/** The process that reads, from the side of the one that started it. */
import { type ChildProcess, fork } from 'node:child_process';
import { on } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueueError } from '../queue/queue-error.js';
import type { ReadingJob } from '../queue/reading-job.js';
import type { DocumentOutcome, DocumentReaderOptions } from './document-reader.js';
import type { FromReader, ToReader } from './reader-messages.js';

const usualPageMinutes = 10;

export class ReaderProcess {
  private child: ChildProcess | undefined;
  private clear: () => void = () => undefined;

  constructor(private readonly options: DocumentReaderOptions) {}

  /**
   * Reads the documents of a job; one job at a time. Where it says nothing of any document for too long, it is ended.
   * @returns whether the process lived; if not, the next job has another
   * @throws QueueError for what is no document's fault, with its own code in the words; the signal's reason
   */
  async read(job: ReadingJob, signal: AbortSignal, told: (outcome: DocumentOutcome) => void): Promise<boolean> {
    signal.throwIfAborted();
    const child = this.started();
    const died = new AbortController();
    const end = () => died.abort();
    let problem: Error | undefined;
    const fail = (error: Error) => {
      problem = error;
      end();
    };
    const stop = () => this.say({ kind: 'stop' });
    child.once('exit', end);
    child.once('error', fail);
    signal.addEventListener('abort', stop, { once: true });
    const limit = setTimeout(() => child.kill('SIGKILL'), 60_000 * (this.options.pageMinutes ?? usualPageMinutes));
    // Before it is asked, so that no answer is missed.
    const messages = on(child, 'message', { signal: died.signal });
    try {
      this.say({ kind: 'read', job, options: this.options });
      for await (const [message] of messages) {
        const said = message as FromReader;
        limit.refresh();
        if (said.kind === 'document') told(said.outcome);
        if (said.kind === 'failed') {
          signal.throwIfAborted();
          throw new QueueError(said.reason, { code: 'queue/reading' });
        }
        if (said.kind === 'end') return true;
      }
    } catch (error) {
      if (!died.signal.aborted) throw error;
      this.child = undefined;
    } finally {
      clearTimeout(limit);
      child.off('exit', end);
      child.off('error', fail);
      signal.removeEventListener('abort', stop);
    }
    // Of a process that never began no page is to blame.
    if (problem && child.pid === undefined) {
      throw new QueueError(`the process that reads can't be started: ${problem.message}`, { code: 'queue/reader' });
    }
    return false;
  }

  /** Ends the process, whatever it does. */
  dispose(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
    // This process may end before it hears of the other's end.
    this.clear();
  }

  private started(): ChildProcess {
    // One that has ended may be connected for a moment yet, and would never answer.
    const lives = this.child?.connected && this.child.exitCode === null && this.child.signalCode === null;
    if (this.child && lives) return this.child;
    const path = createRequire(import.meta.url).resolve('#workers/reader');
    // Flags for the caller's sources would only harm a built file.
    // What it fetches goes with it, however it ends.
    const scratch = mkdtempSync(join(tmpdir(), 'ductus-reader-'));
    const env = { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch };
    const child = fork(path, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const clear = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
    child.once('exit', clear);
    this.clear = clear;
    child.on('error', () => {
      if (child.pid === undefined) clear();
    });
    this.child = child;
    return child;
  }

  private say(message: ToReader): void {
    // It may have ended; then its exit says so.
    this.child?.send(message, () => undefined);
  }
}
