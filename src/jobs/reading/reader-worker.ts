/**
 * The process that reads, and does nothing else: however long a page takes, or if one of them ends it, the process that started
 * it goes on to hold the lock of the job.
 */

import { failureText } from '../queue/queue-error.js';
import { DocumentReader } from './document-reader.js';
import type { FromReader, ToReader } from './reader-messages.js';

let reader: DocumentReader | undefined;
let controller = new AbortController();

process.on('message', (message: ToReader) => {
  if (message.kind === 'stop') controller.abort();
  else void read(message);
});
// Nobody is left to hear.
process.on('disconnect', () => process.exit());
// Who started it is told too, and says when it is to end.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);

async function read({ job, options }: Extract<ToReader, { readonly kind: 'read' }>): Promise<void> {
  controller = new AbortController();
  try {
    if (!reader?.isFor(job.reading)) {
      await reader?.dispose();
      reader = undefined;
      reader = await DocumentReader.open(job.reading, options);
    }
    for await (const outcome of reader.read(job, controller.signal)) say({ kind: 'document', outcome });
    say({ kind: 'end' });
  } catch (error) {
    say({ kind: 'failed', reason: failureText(error) });
  }
}

function say(message: FromReader): void {
  // Whoever listened may be gone.
  process.send?.(message, () => undefined);
}
