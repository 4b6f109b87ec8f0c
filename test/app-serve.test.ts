/** `npm start` as a process: where it serves, what it says of ports, and that it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { ended } from './queue-kills.js';

function start(...flags: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'app/serve.ts', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A port that nobody has, and who holds it until it is closed. */
async function freePort() {
  const server = createServer();
  server.listen(0);
  await once(server, 'listening');
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, server };
}

it('serves the app at the port that is asked for, with its policy, until it is ended', async () => {
  const { port, server } = await freePort();
  server.close();
  await once(server, 'close');
  const app = start('--no-open', '--port', String(port));
  const exit = once(app, 'exit');
  try {
    let said = '';
    for await (const line of createInterface({ input: app.stdout ?? process.stdin })) {
      said = line;
      if (line.startsWith('ductus is at')) break;
    }
    expect(said).toContain(`http://localhost:${port} until Ctrl-C ends it`);
    const answer = await fetch(`http://localhost:${port}/`);
    expect([answer.status, answer.headers.get('cross-origin-opener-policy')]).toEqual([200, 'same-origin']);
    expect(answer.headers.get('content-security-policy')).not.toMatch(/'unsafe-(?:inline|eval)'/);
    expect(await answer.text()).toContain('<title>');
  } finally {
    app.kill('SIGTERM');
  }
  expect((await exit)[0]).toBe(0);
});

it('says in words that a port is none, or taken', async () => {
  const wrong = await ended(start('--no-open', '--port', 'http'));
  expect(wrong).toEqual({ code: 1, text: 'ductus: --port must be a whole number from 1 to 65535, got http\n' });
  const unknown = await ended(start('--prot', '1'));
  expect([unknown.code, unknown.text]).toEqual([1, expect.stringContaining('npm start [-- --port N --no-open]')]);
  const { port, server } = await freePort();
  const taken = await ended(start('--no-open', '--port', String(port)));
  server.close();
  expect([taken.code, taken.text]).toEqual([1, expect.stringContaining(`port ${port} is taken by another program`)]);
});
