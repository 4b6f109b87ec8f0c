/** Runs the built command as a user does. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

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
