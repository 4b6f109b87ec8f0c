/** The queue as the service shows it: of a folder, and of one that fails, says strange things, or is silent. */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/lines.js';
import { requestOf, type TestService, testService } from '../../../test/service.js';
import { QueueError } from '../../jobs/queue/queue-error.js';
import { createApp, type ServiceApp } from '../node.js';
import { QueueWatch, type WatchedQueue } from './queue-watch.js';

const status = {
  ...{ waiting: 1200, working: 3, finished: 40, failed: 1, workers: 3, pagesPerSecond: 1.5 },
  failures: { 'queue/page-kills': 1, 'the image <b>is</b> damaged': 2 },
  unread: [{ path: '/scans/<i>.png', reason: 'the image <b>is</b> damaged' }],
  quarantine: ['/scans/<script>alert(1)</script>.png'],
};
const token = 'a-token-of-more-than-twenty-characters';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
let folder: string;
let service: TestService;

beforeAll(async () => {
  folder = await temporaryFolder();
  service = await testService({ queue: join(folder, 'queue') });
});

afterAll(async () => {
  await service.dispose();
  await rm(folder, { recursive: true });
});

/** What an app says that watches a queue. */
async function watching<T>(
  ask: WatchedQueue['status'],
  use: (app: ServiceApp) => Promise<T>,
  options: Partial<Parameters<typeof createApp>[0]> = {},
): Promise<T> {
  const queue = { address: 'redis://archive', status: ask, close: async () => undefined };
  const app = await createApp({ reading: service.reading, queue, ...options });
  return use(app).finally(() => app.close());
}

const asked = (app: ServiceApp, path: string, headers: Readonly<Record<string, string>> = {}) =>
  app.fetch(requestOf(path, { headers }));

it('a folder says how it stands', async () => {
  const empty = { waiting: 0, working: 0, finished: 0, failed: 0, workers: 0, pagesPerSecond: null };
  const said = await asked(service.app, '/v1/queue');
  expect(await said.json()).toEqual({ queue: 'queue', ...empty, failures: {}, unread: [], quarantine: [] });
  await mkdir(join(folder, 'later'));
  const job = {
    kind: 'accepted',
    id: 'a',
    at: '2026-01-01T00:00:00.000Z',
    name: 'a',
    owner: '',
    document: 'd',
    pages: 9,
  };
  await appendFile(join(folder, 'later', 'journal.jsonl'), `${JSON.stringify({ ...job, options: {} })}\n`);
  const app = await createApp({ reading: service.reading, queue: join(folder, 'later') });
  expect(await (await asked(app, '/v1/queue')).json()).toMatchObject({ ...empty, waiting: 1 });
  expect(await (await asked(app, '/queue')).text()).toContain('<dt>waiting<dd>1</div>');
  await app.close();
});

describe('the page', () => {
  it('has all that is known, comes anew, and neither scripts nor anything from elsewhere', async () => {
    await watching(
      async () => status,
      async (app) => {
        const answer = await asked(app, '/queue');
        const text = await answer.text();
        expect(text).toContain('<dt>waiting<dd>1,200</div>');
        expect(text).toContain('<dt>workers<dd>3</div>');
        expect(text).toContain('<dt>pages/s<dd>1.50</div>');
        expect(text).toContain('&#60;script&#62;alert(1)');
        expect(text).toContain('the image &#60;b&#62;is');
        expect(text).toMatch(/<meta http-equiv="refresh" content="\d+">/);
        expect(text).not.toMatch(/<script|<link|<img|https?:/);
        const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(text) ?? [];
        const hash = createHash('sha256').update(style).digest('base64');
        expect(answer.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
        const document = (await (await asked(app, '/openapi.json')).json()) as { readonly paths: object };
        expect(Object.keys(document.paths)).toContain('/v1/queue');
      },
    );
  });

  it('needs a token where there are some, which a browser sends as a password', async () => {
    const tokens = [{ name: 'me', token }];
    await watching(
      async () => status,
      async (app) => {
        const statusOf = async (path: string, authorization?: string) =>
          (await asked(app, path, authorization === undefined ? {} : { authorization })).status;
        expect(await statusOf('/queue')).toBe(401);
        expect((await asked(app, '/queue')).headers.get('www-authenticate')).toBe('Basic realm="ductus"');
        expect(await statusOf('/queue', basic(`me:${token}`))).toBe(200);
        expect(await statusOf('/queue', basic(`me:${token}x`))).toBe(401);
        expect(await statusOf('/queue', `Bearer ${token}`)).toBe(200);
        expect(await statusOf('/v1/queue')).toBe(401);
        // What a browser keeps opens nothing but the page.
        expect(await statusOf('/v1/queue', basic(`me:${token}`))).toBe(401);
        expect(await statusOf('/v1/queue', `Bearer ${token}`)).toBe(200);
      },
      { tokens, folder },
    );
  });
});

describe('a queue that does not answer', () => {
  it('is said to be so, and everything else goes on', async () => {
    const away = () => Promise.reject(new QueueError('redis://archive: away <now>', { code: 'queue/unreachable' }));
    await watching(away, async (app) => {
      const answer = await asked(app, '/v1/queue');
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await answer.json()).toMatchObject({ code: 'service/queue', detail: expect.stringContaining('away') });
      const page = await asked(app, '/queue');
      expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('away &#60;now')]);
      expect((await asked(app, '/v1/models')).status).toBe(200);
    });
  });

  it('is not waited for, and many who look are one question', async () => {
    let questions = 0;
    const silent = () => {
      questions++;
      return new Promise<never>(() => undefined);
    };
    const watch = await QueueWatch.begin({ address: 'a', status: silent, close: async () => undefined }, 10);
    const looks = await Promise.allSettled([watch.state(), watch.state()]);
    expect(looks).toMatchObject([{ reason: { code: 'service/queue' } }, { reason: { code: 'service/queue' } }]);
    expect(questions).toBe(1);
    await expect(watch.state()).rejects.toMatchObject({ code: 'service/queue' });
    expect(questions).toBe(2);
  });

  it('a server that is away at the start may come later, and an address that is none is refused', async () => {
    const { reading } = service;
    const app = await createApp({ reading, queue: 'redis://127.0.0.1:1' });
    expect((await asked(app, '/v1/queue')).status).toBe(503);
    await app.close();
    await expect(createApp({ reading, queue: 'http://127.0.0.1' })).rejects.toMatchObject({ code: 'queue/address' });
  });
});

it('without a queue there is none', async () => {
  const app = await createApp({ reading: service.reading });
  expect((await asked(app, '/v1/queue')).status).toBe(404);
  expect((await asked(app, '/queue')).status).toBe(404);
  await app.close();
});
