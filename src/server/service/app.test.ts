/** The service without a socket: what it answers, and what it refuses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfOf } from '../../../test/documents.js';
import { drawPage } from '../../../test/drawn-page.js';
import { form, posted, requestOf, type TestService, testService } from '../../../test/service.js';
import { readPageFile } from '../../formats/index.js';
import { linesOf, type Page } from '../../page/index.js';
import { encodePng } from '../../runtime/index.js';
import type { AnsweredEvent } from './service-app.js';

const { light } = drawPage(3, { width: 500, height: 320 });
const line = drawPage(1, { width: 700, height: 140, seed: 3 }).light;
let page: Uint8Array;
let lineImage: Uint8Array;
let pdf: Uint8Array;
let service: TestService;
const events: AnsweredEvent[] = [];

beforeAll(async () => {
  page = await encodePng(light);
  lineImage = await encodePng(line);
  const sheet = { width: 360, height: 230 };
  pdf = await pdfOf([
    { ...sheet, image: light },
    { ...sheet, image: light },
  ]);
  service = await testService({ log: (event) => events.push(event) });
});

afterAll(() => service.dispose());

interface Read {
  readonly document: string;
  readonly pages: readonly { readonly number: number; readonly page: Page }[];
}

async function json<T>(request: Request, app = service.app): Promise<T> {
  const response = await app.fetch(request);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as T;
}

async function refused(request: Request, app = service.app) {
  const response = await app.fetch(request);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as Readonly<Record<string, string | number>>;
  expect(problem.status).toBe(response.status);
  return { ...problem, retry: response.headers.get('retry-after') };
}

describe('reading', () => {
  it('reads a line as the recogniser does, raw or from a form', async () => {
    const raw = await json<Read>(posted('/v1/recognize', lineImage, { 'content-type': 'image/png' }));
    const sent = await json<Read>(form('/v1/recognize', lineImage, {}, 'C:\\scans\\line.png'));
    const [first] = raw.pages;
    expect(first?.page.regions.map(({ id }) => id)).toEqual(['r1']);
    expect(first && linesOf(first.page)[0]?.text).not.toBe('');
    expect(sent.document).toBe('line.png');
    expect(sent.pages[0]?.page.regions).toEqual(first?.page.regions);
  });

  it('finds the lines of a page and reads them, in the format that is accepted', async () => {
    const { pages } = await json<Read>(posted('/v1/recognize?shape=page', page));
    const texts = pages.flatMap((read) => linesOf(read.page).map(({ text }) => text));
    expect(texts.length).toBe(3);
    const answer = async (accept: string, path = '/v1/recognize?shape=page') => {
      const response = await service.app.fetch(posted(path, page, { accept }));
      return { type: response.headers.get('content-type'), body: await response.text() };
    };
    expect(await answer('text/plain')).toEqual({ type: 'text/plain; charset=utf-8', body: `${texts.join('\n')}\n` });
    const { type, body } = await answer('application/vnd.prima.page+xml');
    expect(type).toBe('application/vnd.prima.page+xml');
    const described = await readPageFile(new TextEncoder().encode(body));
    expect(linesOf(described.page).map(({ text }) => text)).toEqual(texts);
    expect((await answer('application/vnd.loc.alto+xml;q=0.9, text/plain;q=0.1')).body).toContain('<alto');
    expect((await answer('text/vnd.hocr+html')).body).toContain('ocr_page');
    expect((await answer('text/plain', '/v1/recognize?shape=page&format=tsv')).type).toContain('tab-separated');
    expect((await answer('application/pdf')).body).toMatch(/^%PDF-1\.7/);
  });

  it('reads the lines that a description has', async () => {
    const segmented = await service.app.fetch(
      posted('/v1/segment', page, { accept: 'application/vnd.prima.page+xml' }),
    );
    const description = await segmented.text();
    const found = await json<Read>(posted('/v1/recognize?shape=page', page));
    const read = await json<Read>(form('/v1/recognize?shape=page', page, { description }));
    const idsOf = ({ pages }: Read) => pages.flatMap((result) => linesOf(result.page).map(({ id }) => id));
    expect(idsOf(read)).toEqual(idsOf(found));
  });

  it('reads a document page by page, or the one that is asked for', async () => {
    const { pages } = await json<Read>(posted('/v1/recognize', pdf));
    expect(pages.map(({ number }) => number)).toEqual([1, 2]);
    const second = await json<Read>(posted('/v1/recognize?page=2', pdf));
    expect(second.pages).toEqual([pages[1]]);
    const text = await service.app.fetch(posted('/v1/recognize?format=txt', pdf));
    expect((await text.text()).split('\f').length).toBe(2);
  });

  it('gives lines the parts of a text that are theirs, and the rest back', async () => {
    const text = 'abc de';
    const aligned = await json<{ page: Page; lines: { id: string }[]; unmatched: { text: string }[] }>(
      form('/v1/align', page, { text }),
    );
    expect(aligned.lines.map(({ id }) => id)).toEqual(['l1', 'l2', 'l3']);
    expect(linesOf(aligned.page).every((one) => one.text === '' || text.includes(one.text))).toBe(true);
  });

  it('gives the same to many at once as to one alone', async () => {
    const texts = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const response = await service.app.fetch(posted('/v1/recognize?format=txt', n % 2 ? lineImage : page));
        return response.text();
      }),
    );
    expect(new Set(texts).size).toBe(2);
  });
});

describe('what is refused has one shape, a code and nothing of this machine', () => {
  it.each<[string, () => Request, number, string]>([
    ['another type', () => posted('/v1/recognize', page, { 'content-type': 'text/html' }), 415, 'service/type'],
    [
      'an SVG drawing',
      () => posted('/v1/recognize', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
      415,
      'image/format',
    ],
    ['rubbish', () => posted('/v1/recognize', Buffer.from('rubbish')), 422, 'image/format'],
    ['half an image', () => posted('/v1/recognize', page.subarray(0, page.length / 2)), 422, 'image/format'],
    ['half a PDF', () => posted('/v1/recognize', Buffer.from('%PDF-1.7\nrubbish')), 422, 'pdf/unreadable'],
    ['nothing', () => posted('/v1/recognize', Buffer.alloc(0)), 422, 'service/request'],
    [
      'a form that is cut off',
      () => posted('/v1/recognize', Buffer.from('--a\r\n'), { 'content-type': 'multipart/form-data; boundary=a' }),
      422,
      'service/request',
    ],
    ['a part that is not known', () => form('/v1/recognize', page, { txt: 'a' }), 422, 'service/request'],
    ['a description that is none', () => form('/v1/recognize', page, { description: '<a/>' }), 422, 'xml/other'],
    ['no text to align', () => form('/v1/align', page), 422, 'service/request'],
    ['a parameter that is not known', () => posted('/v1/recognize?lines=1', page), 422, 'service/request'],
    ['a page that is not there', () => posted('/v1/recognize?page=3', pdf), 422, 'service/request'],
    ['two pages as one file', () => posted('/v1/recognize?format=alto', pdf), 422, 'service/request'],
    ['a format that there is not', () => posted('/v1/recognize', page, { accept: 'image/png' }), 406, 'service/accept'],
    ['another method', () => requestOf('/v1/recognize'), 405, 'service/method'],
    ['another address', () => requestOf('/v1/../etc/passwd'), 404, 'service/not-found'],
    ['a compressed body', () => posted('/v1/recognize', page, { 'content-encoding': 'gzip' }), 415, 'service/type'],
  ])('%s', async (_, request, status, code) => {
    expect(await refused(request())).toMatchObject({ status, code });
  });

  it('more bytes, pixels or pages than are taken', async () => {
    const small = await testService({ limits: { bytes: 40_000, pixels: 1000, pages: 1 } });
    const large = posted('/v1/recognize', new Uint8Array(50_000));
    expect(await refused(large, small.app)).toMatchObject({ status: 413, code: 'service/too-large' });
    const endless = new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(10_000)) });
    const headers = { 'content-type': 'image/png' };
    const stream = requestOf('/v1/recognize', { method: 'POST', body: endless, duplex: 'half', headers });
    expect(await refused(stream, small.app)).toMatchObject({ status: 413, code: 'service/too-large' });
    await small.dispose();
    const few = await testService({ limits: { pixels: 1000, pages: 1 } });
    expect(await refused(posted('/v1/recognize', lineImage), few.app)).toMatchObject({
      status: 413,
      code: 'service/too-large',
    });
    expect(await refused(posted('/v1/recognize', pdf), few.app)).toMatchObject({
      status: 413,
      code: 'service/too-large',
    });
    await few.dispose();
  });

  it('more requests than there is room for, of one client and of all', async () => {
    const full = await testService({ limits: { queue: 2, queuePerClient: 1 } });
    const ask = (client: string) => full.app.fetch(posted('/v1/recognize', page), client);
    const [a, again, b, c] = await Promise.all([ask('a'), ask('a'), ask('b'), ask('c')]);
    expect([a, again, b, c].map((response) => response?.status)).toEqual([200, 429, 200, 503]);
    expect([again, c].map((response) => response?.headers.get('retry-after'))).toEqual(['2', '2']);
    expect((await ask('c')).status).toBe(200);
    await full.dispose();
  });

  it('what takes longer than it may', async () => {
    const slow = await testService({ limits: { seconds: 0.05 } });
    const never = new ReadableStream({ start: (to) => to.enqueue(page.subarray(0, 10)) });
    const headers = { 'content-type': 'image/png' };
    const request = requestOf('/v1/recognize', { method: 'POST', body: never, duplex: 'half', headers });
    expect(await refused(request, slow.app)).toMatchObject({ status: 503, code: 'service/time', retry: '30' });
    await slow.dispose();
  });

  it('names no folder, and no fault', async () => {
    const problem = await refused(form('/v1/recognize', Buffer.from('x'), {}, '/home/someone/secret/scan.png'));
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(JSON.stringify(problem)).toContain('scan.png');
  });
});

describe('a client that goes away', () => {
  it('frees its place, and what waits of its work', async () => {
    const controller = new AbortController();
    const gone = posted('/v1/recognize', page);
    const request = new Request(gone, { signal: controller.signal });
    const others = Array.from({ length: 4 }, () => service.app.fetch(posted('/v1/recognize', page)));
    const answer = service.app.fetch(request);
    controller.abort();
    await answer;
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(events.filter((event) => event.gone).length).toBe(1);
    const metrics = await (await service.app.fetch(requestOf('/metrics'))).text();
    expect(metrics).toContain('ductus_requests_under_way 0\n');
    expect(metrics).toContain('ductus_held_bytes 0\n');
  });
});

describe('who may ask', () => {
  it.each([
    ['by another name', { host: 'evil.example' }],
    ['from a page of another site', { origin: 'https://evil.example' }],
    ['from a page in a frame without a name', { origin: 'null' }],
    ['from an image of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('not %s', async (_, headers) => {
    for (const path of ['/v1/models', '/metrics', '/openapi.json']) {
      expect(await refused(requestOf(path, { headers }))).toMatchObject({ status: 403, code: 'service/forbidden' });
    }
  });

  it('the app itself, and whoever is no page', async () => {
    const headers = { origin: 'http://localhost:5180', 'sec-fetch-site': 'same-origin', host: 'localhost:5180' };
    expect((await service.app.fetch(requestOf('/v1/models', { headers }))).status).toBe(200);
    expect((await service.app.fetch(requestOf('/v1/models'))).status).toBe(200);
  });

  it('with a token where there are some, and without one only whether it lives', async () => {
    const tokens = [{ name: 'archive', token: 'a'.repeat(40) }];
    const log: AnsweredEvent[] = [];
    const closed = await testService({ tokens, log: (event) => log.push(event) });
    const ask = (authorization?: string, path = '/v1/models') =>
      closed.app.fetch(requestOf(path, { headers: authorization === undefined ? {} : { authorization } }));
    expect((await ask()).headers.get('www-authenticate')).toBe('Bearer realm="ductus"');
    const wrong = await Promise.all([
      ask(),
      ask(`Bearer ${'b'.repeat(40)}`),
      ask('Basic YQ=='),
      ask(undefined, '/metrics'),
    ]);
    expect(wrong.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect((await ask(`Bearer ${'a'.repeat(40)}`)).status).toBe(200);
    expect(log.at(-1)?.client).toBe('archive');
    expect((await ask(undefined, '/healthz')).status).toBe(200);
    await closed.dispose();
  });

  it('with a token however the address is written, where the app is served to everybody', async () => {
    const closed = await testService({ tokens: [{ name: 'a', token: 'a'.repeat(40) }], folder: '/nowhere' });
    for (const path of ['/metrics/', '/%6detrics', '//metrics', '/v1/models/', '/%76%31/models', '/V1/models']) {
      expect([401, 404]).toContain((await closed.app.fetch(requestOf(path))).status);
    }
    await closed.dispose();
  });
});

describe('what is told of it', () => {
  it('what it reads with', async () => {
    const { models } = await json<{ models: object[] }>(requestOf('/v1/models'));
    expect(models).toMatchObject([
      { kind: 'lines', name: 'model', precision: 'float32' },
      { kind: 'layout', name: 'classical' },
    ]);
  });

  it('its interface, for programs and for people, who load nothing from elsewhere', async () => {
    const document = await json<{ openapi: string; paths: Record<string, unknown> }>(requestOf('/openapi.json'));
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/v1/recognize', '/v1/segment', '/v1/align', '/v1/models']),
    );
    const response = await service.app.fetch(requestOf('/api'));
    const text = await response.text();
    for (const path of Object.keys(document.paths)) expect(text).toContain(path);
    expect(text).not.toMatch(/<script|src=|https?:/);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });

  it('its counts, by patterns and not by what was asked', async () => {
    await service.app.fetch(requestOf('/v1/secret-name'));
    const metrics = await (await service.app.fetch(requestOf('/metrics'))).text();
    expect(metrics).toMatch(/^ductus_requests_total\{route="\/v1\/recognize",method="POST",status="200"\} \d+$/m);
    expect(metrics).toMatch(/^ductus_lines_read_total [1-9]/m);
    expect(metrics).not.toContain('secret-name');
    expect(JSON.stringify(events)).not.toContain('secret-name');
  });

  it('nothing guessed or framed', async () => {
    const { headers } = await service.app.fetch(requestOf('/healthz'));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('that it stops: it takes nothing more', async () => {
    const stopping = await testService();
    await stopping.app.close();
    expect((await stopping.app.fetch(requestOf('/readyz'))).status).toBe(503);
    expect((await stopping.app.fetch(requestOf('/healthz'))).status).toBe(200);
    expect(await refused(posted('/v1/recognize', page), stopping.app)).toMatchObject({
      status: 503,
      code: 'service/stopping',
    });
    await stopping.dispose();
  });
});
