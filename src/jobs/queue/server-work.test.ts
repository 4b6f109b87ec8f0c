import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { QueueError } from './queue-error.js';
import type { ServerConnection } from './server-connection.js';
import { ServerWork } from './server-work.js';

it('a worker whose connection breaks before its first job ends with the reason', async () => {
  const asked: string[] = [];
  class BrokenWorker extends EventEmitter {
    readonly backend = {};
    async waitUntilReady(): Promise<void> {
      throw new Error('Connection terminated unexpectedly');
    }
    async run(): Promise<void> {
      asked.push('run');
    }
    async close(): Promise<void> {
      asked.push('close');
    }
  }
  const server: Pick<ServerConnection, 'kind' | 'address' | 'name' | 'library'> = {
    ...{ kind: 'postgres', address: 'postgres://db/', name: 'ductus' },
    library: { Worker: BrokenWorker } as unknown as ServerConnection['library'],
  };
  const signal = new AbortController().signal;
  const never = () => new Promise<never>(() => undefined);
  const work = new ServerWork(server as ServerConnection, never, never, 1, { signal, untilEmpty: true });
  const refused = work.run(async () => false);
  await expect(refused).rejects.toThrow(
    "postgres://db/: the server can't be reached or used: Connection terminated unexpectedly",
  );
  await expect(refused).rejects.toBeInstanceOf(QueueError);
  expect(asked).toEqual(['close']);
});
