/** The page of a run, without a browser: what is told, to whom, and that training doesn't notice. */
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawLines, temporaryFolder, tinySpec } from '../../test/lines.js';
import { type TrainOptions, train } from '../runs/node.js';
import { readCheckpoint } from '../training/index.js';
import type { HelloNews, RunNews } from './run-news.js';
import { RunSite, type RunSiteOptions } from './run-site.js';

let folder: string;
let site: RunSite;
let stops: number;

const step = (at: number, more: object = {}) => ({
  ...{ kind: 'step', step: at, epoch: 0, progress: at / 1000, loss: 1000 / at, learningRate: 0.001, gradientNorm: 1 },
  ...{ lines: 10, linesPerSecond: 5, trainedSeconds: 2 * at, remainingSeconds: 3, waitedSeconds: 0, ...more },
});
const begun = (run: string) => ({
  ...{ kind: 'start', run, out: '/home/jane/secret/model.onnx', spec: 'x', weights: 7, alphabet: 3, threads: 2 },
  ...{ trainingLines: 20, validationLines: 4, validationSource: 'x', skipped: [], resumedAt: 0 },
});
const validated = (name: string) => ({
  ...{ kind: 'validation', step: 2, epoch: 1, loss: 1, trainingErrorRate: 0.1, validationErrorRate: 0.25 },
  ...{ wordErrorRate: 1, improved: true, bestErrorRate: 0.25, bestStep: 2, seconds: 1, remarks: ['Set `minutes`.'] },
  lines: [{ name, reference: 'abc', prediction: 'abd' }],
});

const logged = (run: string, ...events: readonly object[]) =>
  appendFile(join(run, 'log.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));

const open = (more: Partial<RunSiteOptions> = {}) => {
  const page = {
    port: 0,
    folder: join(folder, 'app'),
    trained: 'lines',
    folders: [],
    say: (text: string) => text,
  } as const;
  return RunSite.open({ ...page, stop: () => void stops++, ...more });
};

const options = (path: string, headers: Readonly<Record<string, string>>, method = 'GET') => {
  const { host, port } = new URL(site.address);
  return { host: '127.0.0.1', port, path, method, headers: { host, ...headers } };
};

function ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(options(path, headers, method), (response) => resolve(response.resume()))
      .on('error', reject)
      .end();
  });
}

/** A page that listens. */
class Listener {
  readonly news: RunNews[] = [];
  id = '';
  status: number | undefined;
  private readonly asked: ClientRequest;
  private heard = () => {};
  readonly over: Promise<void>;

  constructor(headers: Readonly<Record<string, string>> = {}) {
    this.asked = request(options('/events', headers));
    this.over = new Promise((resolve) => {
      this.asked.on('response', (response) => {
        this.status = response.statusCode;
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          const messages = (text + part).split('\n\n');
          text = messages.pop() ?? '';
          for (const message of messages) this.take(message);
          this.heard();
        });
        response.on('close', resolve).on('error', () => resolve());
      });
      this.asked.on('error', () => resolve());
    });
    this.asked.end();
  }

  private take(message: string): void {
    const [, id = '', data = '[]'] = /^id: (.*)\ndata: (.*)$/.exec(message) ?? [];
    this.id = id;
    this.news.push(...JSON.parse(data));
  }

  /** Waits until such a thing was told. */
  async until(isIt: (news: RunNews) => boolean): Promise<void> {
    while (!this.news.some(isIt)) {
      await new Promise<void>((resolve) => {
        this.heard = resolve;
      });
    }
  }

  get kinds(): readonly string[] {
    return this.news.map(({ kind }) => kind);
  }

  leave(): void {
    this.asked.destroy();
  }
}

const isState = (state: string) => (news: RunNews) => news.kind === 'state' && news.state === state;
const isHello = (news: RunNews): news is HelloNews => news.kind === 'hello';

beforeEach(async () => {
  folder = await temporaryFolder();
  stops = 0;
  await mkdir(join(folder, 'app'));
  await writeFile(join(folder, 'app/training.html'), 'the page');
  await writeFile(join(folder, 'app/index.html'), 'the app');
  await mkdir(join(folder, 'run'));
  const settings = { spec: 'x', minutes: 3, regionTypes: ['a'] };
  await writeFile(join(folder, 'run/config.json'), JSON.stringify({ data: ['/home/jane/secret/lines'], settings }));
});

afterEach(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the page of a run', () => {
  it('is told what happened before, what happens, and the end', async () => {
    site = await open();
    const run = join(folder, 'run');
    const first = new Listener();
    await first.until(isState('preparing'));
    await logged(run, begun(run));
    site.happened(begun(run));
    await first.until(isState('training'));
    await logged(run, step(1), step(2));
    site.happened(step(2));
    site.validating();
    await first.until(isState('validating'));
    await logged(run, validated('/home/jane/secret/lines/a'));
    site.happened(validated('a'));
    const late = new Listener();
    await late.until(isState('training'));
    expect(late.kinds).toEqual(['hello', 'start', 'step', 'step', 'validation', 'state']);
    const end = {
      kind: 'end',
      reason: 'steps',
      step: 2,
      trainedSeconds: 4,
      bestStep: 2,
      out: '/x/m.onnx',
      bestErrorRate: 0,
    };
    await logged(run, end);
    site.happened(end);
    await site.close();
    await Promise.all([first.over, late.over]);
    const told = (listener: Listener) => listener.news.filter(({ kind }) => kind !== 'state' && kind !== 'hello');
    expect(told(first)).toEqual(told(late));
    expect(late.news.at(-1)).toMatchObject({ kind: 'state', state: 'ended' });
    expect(late.news.find(({ kind }) => kind === 'start')).toMatchObject({
      settings: [
        ['data', 'lines'],
        ['spec', 'x'],
        ['minutes', '3'],
        ['regionTypes', '["a"]'],
      ],
      out: 'model.onnx',
    });
  });

  it('goes on where its connection broke, and begins anew with another run', async () => {
    const run = join(folder, 'run');
    await logged(run, begun(run), step(1), step(2));
    site = await open({ run });
    const before = new Listener();
    await before.until(isState('preparing'));
    before.leave();
    await logged(run, step(3));
    const after = new Listener({ 'last-event-id': before.id });
    await after.until(isState('preparing'));
    expect(after.news.filter(({ kind }) => kind === 'step')).toMatchObject([{ step: 3 }]);
    const stranger = new Listener({ 'last-event-id': 'another:5' });
    await stranger.until(isState('preparing'));
    expect(stranger.kinds).toEqual(['hello', 'start', 'step', 'step', 'step', 'state']);
  });

  it('is told steps together that lie close, and none is forgotten', async () => {
    const run = join(folder, 'run');
    const many = Array.from({ length: 5000 }, (_, at) => step(at + 1, { trainedSeconds: (at + 1) / 100 }));
    await logged(run, ...many, validated('a'));
    site = await open({ run });
    const listener = new Listener();
    await listener.until(isState('preparing'));
    const steps = listener.news.flatMap((news) => (news.kind === 'step' ? [news] : []));
    expect(steps.length).toBeLessThan(300);
    expect(steps.reduce((sum, { samples }) => sum + samples, 0)).toBe(50_000);
    expect(listener.kinds.slice(-3)).toEqual(['step', 'validation', 'state']);
  });

  it('tells no folder of this computer', async () => {
    const run = join(folder, 'run');
    const warning = { kind: 'warning', message: `${folder}/a b/m.onnx: a file is there; see C:\\Users\\jane\\x.onnx` };
    const skipped = { kind: 'skipped', skipped: [{ name: '/home/jane/secret/l', reason: 'too narrow' }] };
    await logged(run, begun(run), validated('/home/jane/secret/b'), warning, skipped);
    site = await open({ run, folders: [join(folder, 'a b')] });
    site.failed('/home/jane/secret/lines: no line is there');
    const listener = new Listener();
    await listener.until(isState('failed'));
    expect(listener.kinds).toEqual(['hello', 'start', 'validation', 'warning', 'skipped', 'state']);
    expect(JSON.stringify(listener.news)).not.toMatch(/jane|secret|Users|home|tmp/);
    expect(listener.news.at(-1)).toMatchObject({ problem: 'lines: no line is there' });
    expect(listener.news.at(-3)).toEqual({ kind: 'warning', message: 'm.onnx: a file is there; see x.onnx' });
  });

  it('is stopped by its own page only', async () => {
    site = await open();
    const listener = new Listener();
    await listener.until(isHello);
    const token = listener.news.find(isHello)?.token ?? '';
    const origin = site.address.slice(0, -1);
    const right = { origin, 'x-ductus-token': token };
    const wrong: readonly Readonly<Record<string, string>>[] = [
      { origin },
      { ...right, 'x-ductus-token': `${token.slice(1)}0` },
      { ...right, origin: 'https://evil.example' },
      { ...right, origin: 'null' },
      { 'x-ductus-token': token },
      { ...right, host: 'evil.example' },
    ];
    for (const headers of wrong) expect((await ask('/stop', headers, 'POST')).statusCode).toBe(403);
    expect((await ask('/stop', right)).statusCode).toBe(404);
    expect((await ask('/stop', { origin: 'https://evil.example' }, 'OPTIONS')).statusCode).toBe(405);
    expect(stops).toBe(0);
    expect((await ask('/stop', right, 'POST')).statusCode).toBe(204);
    expect(stops).toBe(1);
    site.stopping();
    await listener.until((news) => news.kind === 'state' && news.stopping);
  });

  it('tells other sites nothing', async () => {
    site = await open();
    expect((await ask('/events', { origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await ask('/events', { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await ask('/events', { host: 'evil.example' })).statusCode).toBe(403);
    expect((await ask('/lines/0123456789abcdef.png')).statusCode).toBe(404);
  });

  it('is given with a strict policy, and nothing else of the app', async () => {
    site = await open();
    const page = await ask('/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect((await ask('/index.html')).statusCode).toBe(404);
    expect((await ask('/run/config.json')).statusCode).toBe(404);
  });

  it('holds nobody up by not reading', async () => {
    const run = join(folder, 'run');
    await logged(run, ...Array.from({ length: 30_000 }, (_, at) => step(at + 1, { trainedSeconds: 10 * at })));
    site = await open({ run });
    const { host, port } = new URL(site.address);
    const deaf = connect(Number(port), '127.0.0.1');
    deaf.on('error', () => undefined).pause();
    deaf.write(`GET /events HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    const listener = new Listener();
    await listener.until(isState('preparing'));
    const began = performance.now();
    await site.close();
    expect(performance.now() - began).toBeLessThan(10_000);
    deaf.destroy();
  });
});

describe('a training', () => {
  let lines: string;

  beforeAll(async () => {
    lines = await drawLines(await temporaryFolder(), 20);
  });

  afterAll(() => rm(lines, { recursive: true, force: true }));

  async function trained(name: string, watched: boolean) {
    const run = join(folder, name);
    const sizes = { spec: tinySpec, steps: 3, batchPixels: 20_000, threads: 1, seed: 1 };
    const told: TrainOptions = { data: [lines], out: join(folder, `${name}.onnx`), run, ...sizes };
    const losses: number[] = [];
    for await (const event of train(watched ? { ...told, validating: () => site.validating() } : told)) {
      if (watched) site.happened(event);
      if (event.kind === 'step') losses.push(event.loss);
    }
    const { weights } = readCheckpoint(await readFile(join(run, 'checkpoint.safetensors')));
    return { losses, weights };
  }

  it('learns the same whether it is watched or not, and shows its lines', async () => {
    site = await open();
    const alone = await trained('alone', false);
    const listener = new Listener();
    await listener.until(isHello);
    expect(await trained('watched', true)).toEqual(alone);
    await listener.until(isState('ended'));
    const validation = listener.news.flatMap((news) => (news.kind === 'validation' ? news.lines : []));
    expect(validation.length).toBeGreaterThan(0);
    for (const { image } of validation) {
      const png = await ask(`/${image}`);
      expect([png.statusCode, png.headers['content-type']]).toEqual([200, 'image/png']);
    }
    // Steps that are too close to tell apart are told together.
    expect(listener.news.findLast((news) => news.kind === 'step')).toMatchObject({ step: 3 });
  });
});
