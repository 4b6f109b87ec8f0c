/** `--ui` and `--ui-port`: what is said where there can be no page, and that nothing changes without them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { UsageError } from './errors.js';
import { openTrainingPage, pageOf } from './training-page.js';

const signals = { signal: new AbortController().signal, abandon: new AbortController().signal };
const stops = { stop: () => undefined, ...signals, began: () => undefined };
const run = { trained: 'lines', stops, options: [], json: true } as const;

it('a package without the app says why there is no page', () => {
  expect(() => pageOf(undefined)).toThrow(UsageError);
  expect(() => pageOf(undefined)).toThrow(/--ui: the page is not there \(dist\/app\)/);
  expect(pageOf('dist/app')).toBe('dist/app');
});

it('a port is for a page, and there are no more than 65535', async () => {
  await expect(openTrainingPage({ uiPort: 8000 }, run)).rejects.toThrow(/give --ui too/);
  await expect(openTrainingPage({ ui: true, uiPort: 70_000 }, run)).rejects.toThrow(/65535 at most, got 70000/);
});

it('without a page the events are those of the run', async () => {
  async function* events() {
    yield { kind: 'step' };
  }
  const told = events();
  const { follow, validating } = await openTrainingPage({}, run);
  expect(follow(told)).toBe(told);
  expect(validating).toBeUndefined();
});

it('says that another program has the port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const page = { ...run, page: 'anywhere' };
  await expect(openTrainingPage({ ui: true, uiPort: port }, page)).rejects.toThrow(
    `--ui-port ${port}: another program has this port; give another`,
  );
  server.close();
});
