/** Lines and pages read by the command, printed and written. */
import { copyFile, cp, link, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputEndings, outputFormats, readPageFile, readTsv } from '../../src/formats/index.js';
import { linesOf } from '../../src/page/index.js';
import { imageSize } from '../../src/runtime/index.js';
import { sharedProcess, startDuctus } from '../cli-runner.js';
import { quick } from './trained.js';
import { workspace } from './workspace.js';

const { lines, model, folder } = workspace();
const ductus = sharedProcess();

it('recognize prints texts, JSON with positions, and writes files; one bad image does not end it', async () => {
  const bad = join(folder, 'bad.png');
  await writeFile(bad, 'no image');
  const image = join(lines, 'doc0_000.png');
  const plain = await ductus(['recognize', model, image, bad, join(lines, 'doc0_002.png')]);
  expect(plain.code).toBe(1);
  expect(plain.out.trim().split('\n')).toHaveLength(2);
  expect(plain.err).toContain(`skipped ${bad}`);
  const json = JSON.parse((await ductus(['recognize', model, image, '--json'])).out);
  expect(json).toMatchObject({
    image,
    text: expect.any(String),
    confidence: expect.any(Number),
    characters: expect.any(Array),
  });
  const out = join(folder, 'texts');
  await ductus(['recognize', model, lines, '--out', out]);
  expect((await readdir(out)).filter((name) => name.endsWith('.txt'))).toHaveLength(30);
  const table = await readFile(join(out, 'recognized.tsv'), 'utf8');
  expect(readTsv(table).map((page) => page.image)).toHaveLength(30);
});

it('recognize reads pages and writes them in every format; a page without its image ends nothing', async () => {
  const pages = join(folder, 'pages');
  await mkdir(pages);
  await copyFile(join(lines, 'doc0_000.png'), join(pages, 'one.png'));
  const { width, height } = await imageSize(join(pages, 'one.png'));
  const coords = `<Coords points="0,0 ${width},0 ${width},${height} 0,${height}"/>`;
  const page = (image: string) =>
    `<PcGts><Page imageFilename="${image}" imageWidth="${width}" imageHeight="${height}"><TextRegion id="r">${coords}<TextLine id="l">${coords}</TextLine></TextRegion></Page></PcGts>`;
  await writeFile(join(pages, 'one.xml'), page('one.png'));
  await writeFile(join(pages, 'two.xml'), page('lost.png'));
  const out = join(folder, 'read');
  const formats = outputFormats.flatMap((format) => ['--format', format]);
  const { code, err } = await ductus(['recognize', model, pages, '--out', out, ...formats]);
  expect(code).toBe(1);
  expect(err).toContain("two.xml: the page's image is missing (lost.png)");
  expect((await readdir(out)).sort()).toEqual(
    [...Object.values(outputEndings).map((ending) => `one${ending}`), 'ductus-results.jsonl', 'recognized.tsv'].sort(),
  );
  const { page: read } = await readPageFile(await readFile(join(out, 'one.xml')));
  expect(`${linesOf(read)[0]?.text}\n`).toBe(await readFile(join(out, 'one.txt'), 'utf8'));
  const printed = await ductus(['recognize', model, join(pages, 'one.xml')]);
  expect(printed.out).toMatch(/one\.xml#l\t[01]\.\d{3}\t/);
  const wrong = await ductus(['recognize', model, pages, '--format', 'docx', '--out', out]);
  expect([wrong.code, wrong.err.includes('one of txt, json')]).toEqual([2, true]);
  expect((await ductus(['recognize', model, pages, '--format', 'pdf'])).code).toBe(2);
});

it('images of the same name in several folders keep their places below --out', async () => {
  const nested = join(folder, 'nested');
  for (const name of ['a', 'b']) {
    await mkdir(join(nested, name), { recursive: true });
    await cp(join(lines, 'doc0_000.png'), join(nested, name, '1.png'));
    await writeFile(join(nested, name, '1.gt.txt'), 'abc');
  }
  const out = join(folder, 'nested-texts');
  expect((await ductus(['recognize', model, nested, '--out', out])).code).toBe(0);
  expect(await readdir(join(out, 'a'))).toEqual(['1.txt']);
  expect(JSON.parse((await ductus(['evaluate', '--predictions', out, nested, '--json'])).out).lines).toHaveLength(2);
  const both = [join(nested, 'a', '1.png'), join(nested, 'b', '1.png')];
  expect((await ductus(['recognize', model, ...both])).code).toBe(0);
  const clash = await ductus(['recognize', model, ...both, '--out', join(folder, 'clash')]);
  expect(clash.code).toBe(1);
  expect(clash.err).toContain('would both be written as 1.txt');
});

// Windows has no signals: a process is ended at once.
it.skipIf(process.platform === 'win32')('an interrupted recognize keeps what it has read', async () => {
  const [many, out] = [join(folder, 'many'), join(folder, 'interrupted')];
  await mkdir(many);
  const count = 600;
  for (let n = 0; n < count; n++) await link(join(lines, 'doc0_000.png'), join(many, `${n}.png`));
  const child = startDuctus(['recognize', model, many, '--out', out, '--json']);
  let [printed, said] = ['', ''];
  child.stdout.on('data', (chunk) => {
    if (printed === '') child.kill('SIGINT');
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => (said += chunk));
  const code = await new Promise((done) => child.on('close', done));
  expect([code, said.trim()]).toEqual([130, 'stopping after this batch; what is read so far is kept']);
  const read = printed.trim().split('\n').length;
  expect(read).toBeLessThan(count);
  expect(readTsv(await readFile(join(out, 'recognized.tsv'), 'utf8'))).toHaveLength(read);
  expect((await readdir(out)).filter((name) => name.endsWith('.txt'))).toHaveLength(read);
});

it('a command line may be longer than the runtime can bear', async () => {
  const { code, out } = await ductus(['recognize', model, ...Array.from({ length: 30 }, longWay)]);
  expect(code).toBe(0);
  expect(out.trim().split('\n')).toHaveLength(30);
  const [run, next] = [join(folder, 'long-run'), join(folder, 'long.onnx')];
  const trained = await ductus([
    'train',
    ...Array.from({ length: 30 }, longWay),
    '--out',
    next,
    '--run',
    run,
    ...quick,
  ]);
  expect(trained.code).toBe(0);
});

/** A path of 2,000 characters to the n-th line. */
function longWay(_: unknown, n: number): string {
  const name = `doc${n % 3}_${String(Math.floor(n / 3)).padStart(3, '0')}.png`;
  return `${lines}${'/.'.repeat((2000 - lines.length - name.length) / 2)}/${name}`;
}
