import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { sha256 } from '../../files/index.js';
import { ReaderProcess } from './reader-process.js';

const hash = '0'.repeat(64);
const models = { model: hash, layout: null, language: 'none' as const, tuned: null, languageHash: sha256('none') };
/** Of a store that accepts connections and answers nothing, so that its reader hangs. */
const job = (out: string) => ({
  trace: 't',
  reading: { out, ...models, formats: ['txt' as const], upright: false, rightToLeft: null },
  documents: [{ kind: 'line' as const, path: '/p.png', key: 'p' }],
  deaths: 0,
  round: 0,
});

it('ends who says nothing of a document for too long', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const before = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' });
  const reader = new ReaderProcess({ models: '/nowhere', threads: 1, pageMinutes: 0.05 });
  try {
    const out = `s3://bucket/read?endpoint=http://127.0.0.1:${port}`;
    const lived = await reader.read(job(out), new AbortController().signal, () => undefined);
    expect(lived).toBe(false);
  } finally {
    process.env = before;
    reader.dispose();
    silent.close();
  }
}, 60_000);
