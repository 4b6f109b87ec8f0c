/** Jobs of the service, without a socket. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfOf, scan, tiffOf } from '../../../test/documents.js';
import { drawPage } from '../../../test/drawn-page.js';
import { temporaryFolder } from '../../../test/lines.js';
import { form, posted, requestOf, type TestService, testService } from '../../../test/service.js';

const { light } = drawPage(2, { width: 420, height: 260 });
let folder: string;
let pdf: Uint8Array;
let service: TestService;

beforeAll(async () => {
  folder = await temporaryFolder();
  const sheet = { width: 300, height: 190, image: light };
  pdf = await pdfOf([sheet, sheet, sheet]);
  service = await testService({ jobs: folder, limits: { pages: 1, jobPages: 3, jobs: 2 } });
});

afterAll(async () => {
  await service.dispose();
  await rm(folder, { recursive: true });
});

interface ToldJob {
  readonly id: string;
  readonly state: string;
  readonly done: number;
  readonly pages: number;
}

async function accepted(request: Request, app = service.app): Promise<ToldJob> {
  const response = await app.fetch(request);
  expect(response.status, await response.clone().text()).toBe(202);
  const job = (await response.json()) as ToldJob;
  expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
  return job;
}

/** All events until the last. */
async function eventsOf({ id }: ToldJob, app = service.app): Promise<readonly ToldJob[]> {
  const response = await app.fetch(requestOf(`/v1/jobs/${id}/events`));
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  return [...(await response.text()).matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''));
}

const get = (path: string, app = service.app, headers = {}) => app.fetch(requestOf(path, { headers }));

describe('a job', () => {
  it('is accepted, told of until it is finished, and gives what reading at once gives', async () => {
    const job = await accepted(form('/v1/jobs', pdf, {}, 'book.pdf'));
    const events = await eventsOf(job);
    expect(events.at(-1)).toMatchObject({ state: 'finished', done: 3, pages: 3, name: 'book.pdf' });
    expect(events.map(({ done }) => done)).toEqual(events.map(({ done }) => done).sort());
    const result = (await (await get(`/v1/jobs/${job.id}/result`)).json()) as { pages: object[]; unread: object[] };
    const atOnce = await service.app.fetch(form('/v1/recognize?page=2', pdf, {}, 'book.pdf'));
    expect(result.pages[1]).toEqual(((await atOnce.json()) as typeof result).pages[0]);
    expect([result.pages.length, result.unread]).toEqual([3, []]);
    expect((await (await get(`/v1/jobs/${job.id}/result?format=txt`)).text()).split('\f').length).toBe(3);
    expect(await (await get(`/v1/jobs/${job.id}/result?format=alto&page=3`)).text()).toContain('<alto');
    expect((await get(`/v1/jobs/${job.id}/result?format=alto`)).status).toBe(422);
    expect((await get(`/v1/jobs/${job.id}/result?page=4`)).status).toBe(404);
    expect(await (await get('/v1/jobs')).text()).toContain(job.id);
  });

  it('has an empty page in its text for each that could not be read, and says which those are', async () => {
    const tiff = tiffOf([scan(300, 190), scan(300, 190), scan(300, 190)], [1]);
    const job = await accepted(posted('/v1/jobs', tiff));
    await eventsOf(job);
    const text = await get(`/v1/jobs/${job.id}/result?format=txt`);
    const pages = (await text.text()).split('\f');
    expect([pages.length, pages[1], text.headers.get('ductus-unread')]).toEqual([3, '', '2']);
    for (const page of [1, 3]) {
      const alone = await get(`/v1/jobs/${job.id}/result?format=txt&page=${page}`);
      expect([await alone.text(), alone.headers.get('ductus-unread')]).toEqual([pages[page - 1], null]);
    }
    expect((await get(`/v1/jobs/${job.id}/result?format=tsv`)).headers.get('ductus-unread')).toBe('2');
    expect((await get(`/v1/jobs/${job.id}/result?format=page`)).status).toBe(422);
    expect((await get(`/v1/jobs/${job.id}/result?format=page&page=2`)).status).toBe(404);
    expect(await (await get('/openapi.json')).text()).toContain('ductus-unread');
    const whole = await accepted(posted('/v1/jobs', pdf));
    await eventsOf(whole);
    expect((await get(`/v1/jobs/${whole.id}/result?format=txt`)).headers.get('ductus-unread')).toBeNull();
  });

  it('leaves no document behind once it is finished, and nothing once it is removed', async () => {
    const job = await accepted(posted('/v1/jobs', pdf));
    await eventsOf(job);
    await expect.poll(() => readdir(join(folder, 'documents'))).toEqual([]);
    for (const { id } of ((await (await get('/v1/jobs')).json()) as { jobs: ToldJob[] }).jobs) {
      expect((await service.app.fetch(requestOf(`/v1/jobs/${id}`, { method: 'DELETE' }))).status).toBe(204);
      expect((await get(`/v1/jobs/${id}`)).status).toBe(404);
    }
    expect(await readdir(join(folder, 'results'))).toEqual([]);
  });

  it('is refused where it is no document, has too many pages, or there are too many', async () => {
    expect((await service.app.fetch(posted('/v1/jobs', Buffer.from('rubbish')))).status).toBe(422);
    const sheet = { width: 300, height: 190, text: 'a' };
    const long = await pdfOf([sheet, sheet, sheet, sheet]);
    expect((await service.app.fetch(posted('/v1/jobs', long))).status).toBe(413);
    const answers = await Promise.all([1, 2, 3, 4].map(() => service.app.fetch(posted('/v1/jobs', pdf))));
    expect(answers.some(({ status }) => status === 503)).toBe(true);
    for (const answer of answers.filter(({ status }) => status === 202)) {
      const { id } = (await answer.json()) as ToldJob;
      await service.app.fetch(requestOf(`/v1/jobs/${id}`, { method: 'DELETE' }));
    }
  });

  it('names no place outside of its folder', async () => {
    for (const id of ['..', '..%2f..%2fetc', 'a', '%00']) expect((await get(`/v1/jobs/${id}`)).status).toBe(404);
  });
});

it('a service that ends finds its jobs again, and others see none of them', async () => {
  const place = await temporaryFolder();
  const tokens = ['one', 'two'].map((name) => ({ name, token: name.repeat(10) }));
  const headers = (name: string) => ({ authorization: `Bearer ${name.repeat(10)}` });
  const first = await testService({ jobs: place, tokens });
  const job = await accepted(posted('/v1/jobs', pdf, headers('one')), first.app);
  await first.dispose();
  const second = await testService({ jobs: place, tokens });
  const state = async () =>
    ((await (await get(`/v1/jobs/${job.id}`, second.app, headers('one'))).json()) as ToldJob).state;
  await expect.poll(state, { timeout: 120_000 }).toBe('finished');
  expect((await get(`/v1/jobs/${job.id}`, second.app, headers('two'))).status).toBe(404);
  expect(await (await get('/v1/jobs', second.app, headers('two'))).json()).toEqual({ jobs: [] });
  await second.dispose();
  await rm(place, { recursive: true });
});

it('a service without a folder takes none', async () => {
  const without = await testService();
  expect((await without.app.fetch(posted('/v1/jobs', pdf))).status).toBe(404);
  await without.dispose();
});
