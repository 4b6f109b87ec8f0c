/** What hostile clients send to a service at a port; docs/service.md lists it. */
import type { Socket } from 'node:net';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawPage } from '../../../test/drawn-page.js';
import { form, posted, requestOf, type TestService, testService } from '../../../test/service.js';
import { cases } from '../../../test/thorough.js';
import { answerTo, wrongRequest } from '../../../test/wrong-requests.js';
import { Random } from '../../random/index.js';
import { encodePng } from '../../runtime/index.js';
import { type ListeningService, listenService } from '../node.js';

let service: TestService;
let site: ListeningService;
let page: Uint8Array;

beforeAll(async () => {
  page = await encodePng(drawPage(1, { width: 400, height: 200 }).light);
  service = await testService({ limits: { seconds: 2 } });
  site = await listenService({ app: service.app, host: '127.0.0.1', port: 0, seconds: 2 });
});

afterAll(async () => {
  await site.close(1);
  await service.reading.dispose();
});

const head = (lines: readonly string[]) => `${[...lines, `Host: localhost:${site.port}`].join('\r\n')}\r\n\r\n`;

const answered = (write: (socket: Socket) => void) => answerTo(site.port, write);

async function isWell(): Promise<void> {
  const health = await fetch(`http://localhost:${site.port}/healthz`);
  expect(await health.text()).toBe('ok\n');
  const metrics = await (await fetch(`http://localhost:${site.port}/metrics`)).text();
  expect(metrics).toContain('ductus_held_bytes 0\n');
}

function crc(bytes: Uint8Array): number {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, check]);
}

/** A PNG that says it has so many pixels, all of one byte over and over. */
function bomb(side: number): Uint8Array {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  size[8] = 8;
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const data = chunk('IDAT', deflateSync(Buffer.alloc(1_000_000)));
  return Buffer.concat([signature, chunk('IHDR', size), data, chunk('IEND', Buffer.alloc(0))]);
}

describe('documents', () => {
  it.each([9_000, 30_000, 100_000])('an image that says it is %d pixels wide and high is not decoded', async (side) => {
    const started = performance.now();
    const { status } = await service.app.fetch(posted('/v1/recognize', bomb(side)));
    expect([413, 422]).toContain(status);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    ['multiply', '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><PcGts>&c;</PcGts>'],
    ['name a file', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><PcGts>&b;</PcGts>'],
    ['name an address', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><PcGts/>'],
  ])('entities that %s come to nothing', async (_, description) => {
    const response = await service.app.fetch(form('/v1/recognize', page, { description }));
    expect(response.status).toBe(422);
    expect(await response.text()).not.toContain('root:');
  });

  it.each([
    ['an address', Buffer.from('http://169.254.169.254/latest/meta-data/')],
    ['a IIIF manifest', Buffer.from('{"@context":"http://iiif.io/api/presentation/3/context.json","items":[]}')],
    ['a path', Buffer.from('/etc/passwd')],
  ])('%s is fetched by nobody', async (_, bytes) => {
    expect((await service.app.fetch(posted('/v1/recognize', bytes))).status).toBe(422);
  });

  it.each([
    ['../../etc/cron.d/x.png', 'x.png'],
    ['C:\\windows\\x.png', 'x.png'],
    ['..', 'document'],
    ['a\u0000b\u001b[2J.png', 'ab[2J.png'],
  ])('the name %j leads nowhere', async (name, told) => {
    const response = await service.app.fetch(form('/v1/recognize', page, {}, name));
    expect(((await response.json()) as { document: string }).document).toBe(told);
  });
});

describe('connections', () => {
  it('slow headers are not waited for without end, nor slow bodies', async () => {
    const body = answered((socket) => {
      socket.write(head(['POST /v1/recognize HTTP/1.1', 'Content-Type: image/png', 'Content-Length: 1000']));
      socket.write('a');
    });
    const headers = answered((socket) => socket.write('POST /v1/recognize HTTP/1.1\r\nHost: '));
    expect(await body).toMatch(/^(?:HTTP\/1\.1 (?:408|503) .*)?/);
    expect(await headers).toMatch(/^(?:HTTP\/1\.1 408 .*)?/);
    await isWell();
  }, 60_000);

  it('headers that are huge are refused', async () => {
    const text = await answered((socket) =>
      socket.write(head(['GET /healthz HTTP/1.1', `X-A: ${'a'.repeat(20_000)}`])),
    );
    expect(text).toMatch(/^HTTP\/1\.1 431 /);
    await isWell();
  });

  it('a body that is cut off frees its place', async () => {
    await answered((socket) => {
      socket.write(head(['POST /v1/recognize HTTP/1.1', 'Content-Type: image/png', 'Content-Length: 100000']));
      socket.write('half', () => socket.destroy());
    });
    await expect.poll(() => isWell().then(() => true), { timeout: 10_000 }).toBe(true);
  });

  it.each([
    ['rubbish', 'GET rubbish\r\n\r\n\u0000\u0001'.repeat(20)],
    [
      'a request in a request',
      'POST /v1/recognize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    ],
    ['a length that is none', 'POST /v1/recognize HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\nabc'],
  ])('%s is closed', async (_, text) => {
    expect(await answered((socket) => socket.write(text))).toMatch(/^HTTP\/1\.1 400 /);
    await isWell();
  });

  it.each(['/../etc/passwd', '/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd', '/v1/../../etc', '/\\etc', '/%00'])(
    'the address %s leads nowhere',
    async (path) => {
      const text = await answered((socket) => socket.write(head([`GET ${path} HTTP/1.1`, 'Connection: close'])));
      expect(text).toMatch(/^HTTP\/1\.1 (?:404|400) /);
    },
  );

  it('a name of another site is refused before anything is read', async () => {
    const text = await answered((socket) =>
      socket.write(
        'POST /v1/recognize HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 5\r\nConnection: close\r\n\r\nabcde',
      ),
    );
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
  });
});

it('whatever is sent to it, it answers others, and holds nothing', async () => {
  const random = new Random(1, 'wrong requests');
  for (let n = 0; n < cases(10, 500); n++) {
    const sent = Array.from({ length: 4 }, () => wrongRequest(random, page));
    await Promise.all(sent.map((bytes) => answered((socket) => void socket.write(bytes, () => socket.end()))));
  }
  await expect.poll(() => isWell().then(() => true), { timeout: 20_000 }).toBe(true);
});

it('a request that is a method of its own is refused', async () => {
  expect((await service.app.fetch(requestOf('/v1/recognize', { method: 'PROPFIND' }))).status).toBe(405);
});
