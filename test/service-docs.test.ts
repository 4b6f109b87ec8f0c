/** What docs/service.md and deploy/ say is so. */
import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePng } from '../src/runtime/index.js';
import { type ListeningService, listenService } from '../src/server/node.js';
import { pdfOf } from './documents.js';
import { drawPage } from './drawn-page.js';
import { temporaryFolder } from './lines.js';
import { type TestService, testService } from './service.js';

const run = promisify(execFile);
const docs = await readFile('docs/service.md', 'utf8');
const examples = [...docs.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, text]) => text ?? '');
let folder: string;
let service: TestService;
let site: ListeningService;

beforeAll(async () => {
  folder = await temporaryFolder();
  const { light } = drawPage(2, { width: 600, height: 700 });
  await writeFile(join(folder, 'page.png'), await encodePng(light));
  const sheet = { width: 300, height: 350, image: light };
  await writeFile(join(folder, 'book.pdf'), await pdfOf([sheet, sheet]));
  service = await testService({ jobs: join(folder, 'jobs') });
  site = await listenService({ app: service.app, host: '127.0.0.1', port: 0, seconds: 120 });
});

afterAll(async () => {
  await site.close(5);
  await service.reading.dispose();
  await rm(folder, { recursive: true });
});

describe('an example with curl does what it says', () => {
  it.each(examples)('%s', async (example) => {
    const text = example.replaceAll('http://localhost:5180', `http://localhost:${site.port}`);
    // It fails where the status says so.
    const { stdout } = await run('sh', ['-c', text.replace(/^curl /, 'curl --fail-with-body ')], { cwd: folder });
    const out = /-o (\S+)/.exec(text)?.[1];
    expect(out === undefined ? stdout : await readFile(join(folder, out), 'utf8')).toMatch(/\S/);
  });

  it('there are some', () => {
    expect(examples.length).toBeGreaterThan(7);
    expect(examples.every((example) => example.startsWith('curl '))).toBe(true);
  });
});

it('the client in a few lines reads what it is given', async () => {
  const client = await readFile('examples/service-client.ts', 'utf8');
  expect(client.split('\n').length).toBeLessThan(40);
  const env = { ...process.env, DUCTUS_SERVICE: `http://localhost:${site.port}` };
  const tsx = ['node_modules/tsx/dist/cli.mjs', 'examples/service-client.ts', join(folder, 'page.png')];
  const { stdout } = await run(process.execPath, tsx, { env });
  expect(stdout.trim().split('\n').length).toBeGreaterThan(1);
});

it('every test that the list of attacks names is there', async () => {
  const named = new Set([...docs.matchAll(/`([\w-]+\.test\.ts)`/g)].map(([, name]) => name ?? ''));
  const present = new Set(
    (await readdir('src/server', { recursive: true })).map((path) => path.split(/[\\/]/).at(-1) ?? ''),
  );
  expect([...named].filter((name) => !present.has(name))).toEqual([]);
  expect(named.size).toBeGreaterThan(3);
});

describe('the container', async () => {
  const lines = (await readFile('deploy/Dockerfile', 'utf8')).split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));

  it('is of a base whose version is said, and with glibc', () => {
    const bases = lines.filter((line) => line.startsWith('FROM '));
    expect(bases.every((line) => /^FROM node:\d+\.\d+-\w+-slim/.test(line))).toBe(true);
    expect(bases.join()).not.toContain('alpine');
  });

  it('runs without rights, is looked after, and ends as it is told to', () => {
    const instructions = last.map((line) => line.split(' ')[0]);
    expect(last).toContain('USER node');
    expect(instructions.indexOf('USER')).toBeLessThan(instructions.indexOf('ENTRYPOINT'));
    expect(instructions).toContain('HEALTHCHECK');
    // In the form of a list: a shell would not pass signals on.
    for (const line of last.filter((line) => /^(?:ENTRYPOINT|CMD) /.test(line))) {
      expect(JSON.parse(line.slice(line.indexOf(' ')))).toEqual(expect.arrayContaining([expect.any(String)]));
    }
  });

  it('fetches nothing but packages, runs no script of theirs, and says nothing of insecure', () => {
    const text = lines.filter((line) => !line.startsWith('#')).join('\n');
    expect(text).not.toMatch(/\b(?:curl|wget|ADD|apt-get|sudo|--insecure)\b/);
    for (const line of lines.filter((line) => /npm ci|npm prune/.test(line)))
      expect(line).toContain('--ignore-scripts');
  });
});
