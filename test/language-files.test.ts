/** Files of a language that a stranger may have made: what is read, how much of it, and from where. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { longestText } from '../src/files/index.js';
import { languageBeside, Recognizer, readLanguage, starterModel } from '../src/index.js';
import { formatArpa, trainNGrams } from '../src/language/index.js';
import { readModelFile } from '../src/recognition/node.js';
import { encodePng } from '../src/runtime/index.js';
import { sharedProcess } from './cli-runner.js';
import { temporaryFolder } from './lines.js';

const ductus = sharedProcess();
let root: string;
let folder: string;
let model: string;
let image: string;

const arpa = formatArpa(trainNGrams([[...'abcab'], [...'bca']], { order: 3 }));
const tuned = (more: object) => JSON.stringify({ ductus: 'language', weight: 0.5, bonus: 1, beam: 8, ...more });
const beside = (more: object) => writeFile(join(folder, 'model.lm.json'), tuned(more));

beforeAll(async () => {
  root = await temporaryFolder();
  folder = join(root, 'stranger');
  await mkdir(join(folder, 'sub'), { recursive: true });
  model = join(folder, 'model.onnx');
  await copyFile(starterModel('int8'), model);
  image = join(root, 'line.png');
  await writeFile(image, await encodePng({ width: 200, height: 40, data: new Uint8Array(8000).fill(255) }));
  for (const path of [join(root, 'lm.arpa'), join(folder, 'lm.arpa'), join(folder, 'sub', 'lm.arpa')]) {
    await writeFile(path, arpa);
  }
  await writeFile(join(root, 'words.txt'), 'abc\n');
  await symlink(join(root, 'lm.arpa'), join(folder, 'out.arpa'));
  await symlink('lm.arpa', join(folder, 'in.arpa'));
  await symlink(root, join(folder, 'up'));
});

afterAll(() => rm(root, { recursive: true, force: true }));

describe('a language file that was found by itself', () => {
  it.each(['lm.arpa', './lm.arpa', 'sub/lm.arpa', 'sub/../lm.arpa', 'in.arpa'])(
    'names a file of its own folder: %s',
    async (lm) => {
      await beside({ lm });
      const path = await languageBeside(model);
      expect(path).toBe(join(folder, 'model.lm.json'));
      expect((await readLanguage({ lm: path }))?.model?.order).toBe(3);
    },
  );

  it.each([
    { lm: '../lm.arpa' },
    { lm: 'sub/../../lm.arpa' },
    { lm: '/dev/zero' },
    { lm: 'out.arpa' },
    { lm: 'up/lm.arpa' },
    { lm: 'lm.arpa', lexicon: '../words.txt' },
  ])('names no other: %j', async (named) => {
    await beside(named);
    await expect(languageBeside(model)).rejects.toThrow(
      /model\.lm\.json: it was found by itself, and so must name files of its own folder, got .*`lm` .*model\.lm\.json/,
    );
    // Whoever names the file means it.
    if (named.lm !== '/dev/zero')
      await expect(readLanguage({ lm: join(folder, 'model.lm.json') })).resolves.toBeDefined();
  });

  it('ends the command with what to do, and does not end one that reads without it', async () => {
    await beside({ lm: '../lm.arpa' });
    const { code, err } = await ductus(['recognize', model, image]);
    expect(err).toMatch(/model\.lm\.json: it lies beside the model; --no-lm reads without it.*got \.\.\/lm\.arpa/);
    expect(code).toBe(1);
    expect((await ductus(['recognize', model, image, '--no-lm'])).code).toBe(0);
  });

  it('is written by tune only where it can be read', async () => {
    const { code, err } = await ductus(['tune', model, root, '--lm', join(root, 'lm.arpa')]);
    expect(err).toMatch(/model\.lm\.json is read by itself.*got .*lm\.arpa\. Copy that there, or give --out/);
    expect(code).toBe(2);
  });
});

describe('files of a language', () => {
  it.each([
    ['/dev/zero', 'must be a regular file, got a pipe or a device'],
    ['FIFO', 'must be a regular file, got a pipe or a device'],
    ['FOLDER', 'is a folder, not a file'],
  ])('that are none are refused at once: %s', async (what, rule) => {
    const path = join(root, what === 'FIFO' ? 'pipe' : 'folder.arpa');
    if (what === 'FIFO') execFileSync('mkfifo', [path]);
    if (what === 'FOLDER') await mkdir(path);
    const named = what === '/dev/zero' ? what : path;
    await expect(readLanguage({ lm: named })).rejects.toThrow(`${named}: the language model ${rule}`);
    await expect(readLanguage({ lexicon: named })).rejects.toThrow(`${named}: the list of words ${rule}`);
    await expect(readModelFile(named)).rejects.toThrow(`${named}: ${rule}`);
  });

  it.each([
    ['lm', 'large.arpa', longestText + 1, /at most 537 MB large, got 537 MB\. No longer text can be held/],
    ['lm', 'large.json', 1e6 + 1, /the file of tuned weights must be at most 1 MB large/],
    ['lexicon', 'large.txt', 30e6 + 1, /the list of words must be at most 30 MB large/],
  ])('that are too large are refused before they are read: --%s %s', async (kind, name, size, message) => {
    const path = join(root, name);
    await writeFile(path, '');
    await truncate(path, size);
    await expect(readLanguage({ [kind]: path })).rejects.toThrow(message);
    await rm(path);
  });

  it('a beam has 4,096 texts at most, in a file, as a flag, and in the library', async () => {
    const path = join(root, 'wide.json');
    await writeFile(path, tuned({ lm: 'lm.arpa', beam: 1e9 }));
    await expect(readLanguage({ lm: path })).rejects.toThrow(/wide\.json: not what ductus tune writes: beam: .*4096/);
    for (const command of ['recognize', 'evaluate', 'tune']) {
      const { code, err } = await ductus([command, model, image, '--beam', '1000000000']);
      expect(err).toContain('at most 4096');
      expect(code).toBe(2);
    }
    const language = { weight: 0, bonus: 0, beam: 1e9 };
    await expect(Recognizer.load(model, { language })).rejects.toThrow(
      'beam: must be a whole number from 1 to 4096, got 1000000000',
    );
  });

  it('words with control characters are refused', async () => {
    const path = join(root, 'wide.txt');
    await writeFile(path, Buffer.from('abc\nde\n', 'utf16le'));
    await expect(readLanguage({ lexicon: path })).rejects.toThrow(/wide\.txt: .*U\+0000.*UTF-16 without/);
  });
});
