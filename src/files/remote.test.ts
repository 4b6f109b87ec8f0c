import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serving } from '../../test/documents.js';
import { fetchBytes, isPrivateAddress, namedHost } from './index.js';

let server: Awaited<ReturnType<typeof serving>>;
const asked: { readonly path: string; readonly at: number }[] = [];
/** How often each path is still to be refused. */
const busy = new Map([
  ['/busy', 1],
  ['/late', 1],
  ['/always', Number.POSITIVE_INFINITY],
]);

beforeAll(async () => {
  server = await serving((request, response) => {
    const path = request.url ?? '';
    asked.push({ path, at: performance.now() });
    const refusals = busy.get(path) ?? 0;
    if (refusals > 0) {
      busy.set(path, refusals - 1);
      const date = new Date(Date.now() + 1500).toUTCString();
      response.writeHead(503, { 'retry-after': { '/busy': '1', '/late': date }[path] ?? '100000' }).end();
    } else if (path.startsWith('/to/')) response.writeHead(302, { location: decodeURIComponent(path.slice(4)) }).end();
    else if (path === '/round') response.writeHead(302, { location: '/round' }).end();
    else if (path === '/missing') response.writeHead(404).end();
    else if (path === '/slow') response.write('a');
    else response.end('x'.repeat(1000));
  });
});

afterAll(() => server.close());

const options = { ownHost: '127.0.0.1', mostBytes: 1000 };
const get = (path: string, more = {}) => fetchBytes(`${server.url}${path}`, { ...options, ...more });
const timesOf = (path: string) => asked.filter((request) => request.path === path).map(({ at }) => at);

describe('what is named is fetched', () => {
  it('after redirects', async () => {
    expect(await get('/a')).toHaveLength(1000);
    expect(await get(`/to/${encodeURIComponent('/to/%2Fa')}`)).toHaveLength(1000);
  });

  it.each(['/busy', '/late'])('after the wait that the server asks for, in seconds or as a date (%s)', async (path) => {
    expect(await get(path)).toHaveLength(1000);
    const [first = 0, second = 0] = timesOf(path);
    // A date has no fractions of a second.
    expect(second - first).toBeGreaterThan(path === '/busy' ? 990 : 450);
    expect(second - first).toBeLessThan(5000);
  });
});

describe('it is given up', () => {
  it.each<[string, object, object]>([
    ['/missing', {}, { code: 'web/unreachable', message: expect.stringContaining('answers 404 Not Found') }],
    ['/round', {}, { code: 'web/unreachable', message: expect.stringContaining('more than 5 redirects') }],
    ['/always', {}, { code: 'web/unreachable', message: expect.stringContaining('answers 503') }],
    ['/a', { mostBytes: 999 }, { code: 'file/too-large' }],
  ])('%s %j', async (path, more, error) => {
    await expect(get(path, more)).rejects.toMatchObject(error);
  });

  it('when the answer takes too long, or the signal says so', async () => {
    await expect(get('/slow', { timeoutMs: 20, signal: AbortSignal.timeout(400) })).rejects.toThrow();
    expect(timesOf('/slow')).toHaveLength(1);
    const reason = new Error('enough');
    await expect(get('/a', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('what may not be asked is not', () => {
  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/a',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]:9/a',
    'http://[::ffff:127.0.0.2]/a',
    'http://127.0.0.2/a',
    'http://localhost/a',
    'http://10.1.2.3/a',
  ])('not even by a redirect: %s', async (address) => {
    await expect(get(`/to/${encodeURIComponent(address)}`)).rejects.toMatchObject({ code: 'web/refused' });
    await expect(fetchBytes(address, options)).rejects.toMatchObject({ code: 'web/refused' });
  });

  it('a file can not be named either', () => {
    expect(() => namedHost('file:///etc/passwd')).toThrow('only https and http are fetched, not file:');
    expect(namedHost('https://example.org/x')).toBe('example.org');
    expect(namedHost('http://[::1]/x')).toBe('::1');
  });

  it.each([
    ['8.8.8.8', false],
    ['100.64.0.1', true],
    ['172.15.255.255', false],
    ['172.31.0.1', true],
    ['192.168.1.1', true],
    ['0.0.0.0', true],
    ['255.255.255.255', true],
    ['2606:4700::1', false],
    ['fe80::1', true],
    ['fd00::1', true],
    ['::', true],
    ['::ffff:10.0.0.1', true],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::a00:1', true],
    ['example.org', false],
  ])('%s is private: %j', (address, isPrivate) => {
    expect(isPrivateAddress(address)).toBe(isPrivate);
  });
});
