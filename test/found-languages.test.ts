/** The languages that come with ductus: what they weigh, and that documents of each are found to be in it. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPacked } from '../src/language/index.js';
import { Random } from '../src/random/index.js';
import { chooseLanguage } from '../src/recognition/index.js';
import { languageNames, readLanguageSet } from '../src/recognition/node.js';

const folder = join('packages', 'models', 'languages');
const texts = join(process.env.DUCTUS_SHARED ?? join('..', 'shared'), 'texts');
const areMade = languageNames.every((name) => existsSync(join(folder, `${name}.lm`)));

describe.skipIf(!areMade)('the languages that come with ductus (npm run languages makes them)', () => {
  it('are 5 MB at most together when they are compressed, and soon read', async () => {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.lm'));
    expect(files.map((name) => name.slice(0, -3)).sort()).toEqual([...languageNames]);
    const bytes = await Promise.all(files.map((name) => readFile(join(folder, name))));
    expect(bytes.reduce((sum, file) => sum + gzipSync(file).length, 0)).toBeLessThan(5e6);
    for (const file of bytes) expect(readPacked(file).order).toBeGreaterThan(4);
  });

  describe.skipIf(!existsSync(texts))('of texts that they were not made of (needs shared/texts)', () => {
    const languages = readLanguageSet('auto').then(({ languages = [] }) => languages);
    const held = async (name: string) =>
      (await readFile(join(texts, `${name}.val.txt`), 'utf8')).split('\n').filter((line) => line.length > 60);

    it.each(languageNames)('%s is found in thirty lines of which a tenth is misread', async (name) => {
      const lines = (await held(name)).slice(0, 30).map((line, n) => misread(line, n));
      const { languages: found } = chooseLanguage(read(lines, 0.9), await languages);
      expect(found[0]?.name).toBe(name);
      expect(found[0]?.share).toBeGreaterThan(0.8);
    });

    it.each(languageNames)('%s is found in a line', async (name) => {
      const lines = (await held(name)).slice(0, 20);
      const known = await languages;
      const right = lines.filter(
        (line) => chooseLanguage(read([line.slice(0, 60)], 0.99), known).languages[0]?.name === name,
      );
      expect(right.length).toBeGreaterThanOrEqual(18);
    });

    it('none is found in letters by chance', async () => {
      const random = new Random(1, 'letters');
      const gibberish = Array.from({ length: 20 }, () =>
        Array.from({ length: 40 }, () => 'abcdefghijklmnopqrstuvwxyz    '[Math.floor(random.between(0, 30))]).join(''),
      );
      expect(chooseLanguage(read(gibberish, 0.9), await languages).languages).toEqual([]);
    });
  });
});

/** Every tenth character is another letter. */
function misread(line: string, seed: number): string {
  const random = new Random(seed, 'misread');
  const letters = 'aeinrstlu';
  return [...line]
    .map((character) => (random.uniform() < 0.1 ? letters[Math.floor(random.between(0, letters.length))] : character))
    .join('');
}

function read(texts: readonly string[], confidence: number) {
  return texts.map((text) => ({ text, confidence }));
}
