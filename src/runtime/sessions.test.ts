import { expect, it } from 'vitest';
import { Network } from '../network/index.js';
import { int64, startSession, startSessions } from './index.js';

const network = new Network('[1,16,0,1 Cr3,3,4 Mp2,2 S1(1x0)1,3 Lbx64]', 4);
const model = network.inferenceGraph(network.initialWeights(1));
const threads = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker').length;

it('when one of several sessions fails to start, none of the others is left behind', async () => {
  const before = threads();
  const good = { model, threads: 1 };
  await expect(startSessions([good, { ...good, model: Uint8Array.of(1, 2, 3) }, good])).rejects.toThrow();
  expect(threads()).toBe(before);
});

it('a session that is disposed of while it runs ends after the run, and the process goes on', async () => {
  const session = await startSession({ model, threads: 1 });
  const width = 4000;
  const feeds = () => ({
    image: { data: new Float32Array(16 * width), shape: [1, 1, 16, width] },
    widths: int64([width]),
  });
  const runs = [session.run(feeds()), session.run(feeds())];
  const settled = Promise.allSettled(runs);
  await session.dispose();
  const [, waiting] = await settled;
  expect(waiting?.status).toBe('rejected');
});
