/** Runs the built command as a user does. */
import { fork, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll } from 'vitest';

export interface CommandResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const bin = resolve('bin', 'ductus.js');

export function startDuctus(args: readonly string[], cwd = process.cwd()) {
  return spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
}

export function ductus(args: readonly string[], cwd = process.cwd()): Promise<CommandResult> {
  return new Promise((done, fail) => {
    const child = startDuctus(args, cwd);
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', fail);
    child.on('close', (code) => done({ code, out, err }));
  });
}

/**
 * As `ductus`, one at a time and all in one process, which ends after the tests of the file: a start costs more than most
 * commands that only say what is wrong.
 */
export function sharedProcess(): (args: readonly string[]) => Promise<CommandResult> {
  const child = fork(resolve('test', 'commands-child.mjs'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  afterAll(() => void child.kill());
  let last: Promise<unknown> = Promise.resolve();
  const next = (args: readonly string[]) =>
    new Promise<CommandResult>((done, fail) => {
      const ended = () => fail(new Error(`ductus ${args.join(' ')}: the process ended`));
      child.once('exit', ended);
      child.once('message', (result) => {
        child.off('exit', ended);
        done(result as CommandResult);
      });
      child.send(args);
    });
  return (args) => {
    const result = last.then(() => next(args));
    last = result.catch(() => undefined);
    return result;
  };
}
