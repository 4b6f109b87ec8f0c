/** What is packed is complete: licences, links, and the account of others' licences. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { addressOf, codeHost } from '../docs/address.js';
import { thirdParty, thirdPartyFile } from '../docs/third-party.js';
import { linksOf, packages, problemsOf } from './packed-files.js';

it.each(packages)('%s has its licence, its parts, and no link to what is not packed', async (folder) => {
  expect(existsSync('dist/index.js'), 'npm test builds first: npx tsdown').toBe(true);
  expect(await problemsOf(folder)).toEqual([]);
});

it('both packages have the same licence', async () => {
  expect(await readFile('packages/ctc/LICENSE', 'utf8')).toBe(await readFile('LICENSE', 'utf8'));
});

it('THIRD-PARTY.md is that of what is installed (if not: npm run third-party)', async () => {
  const written = thirdParty('.');
  expect(await readFile(thirdPartyFile, 'utf8')).toBe(written);
  expect(written).toMatch(/\| @img\/sharp-libvips-linux-x64 \| [\d.]+ \| LGPL-3\.0-or-later \|/);
  expect(written).toMatch(/\| onnxruntime-node \| [\d.]+ \| MIT \|/);
  expect(written).toMatch(/\| @fontsource\/caveat \| [\d.]+ \| OFL-1\.1 \| its LICENSE \|/);
  expect(written).not.toContain('not said');
});

it('finds links of all kinds, but for those elsewhere and in code', () => {
  expect(
    linksOf('[a](b.md#c) ![p](d/e.png "t") [x](https://x.org) [y](#z)\n[r]: f.md\n<img src="g.svg"> `[n](n.md)`'),
  ).toEqual(['b.md', 'd/e.png', 'f.md', 'g.svg']);
});

it.each(packages)(
  '%s says what it is about, and where the code lies when that is known (if not: npm run address)',
  async (folder) => {
    const { keywords, repository, homepage, bugs } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    expect(keywords.length).toBeGreaterThan(4);
    expect({ repository, homepage, bugs }).toEqual({
      ...{ repository: undefined, homepage: undefined, bugs: undefined },
      ...addressOf(codeHost, folder),
    });
    expect(addressOf('https://code.example/o/ductus', 'packages/ctc')).toEqual({
      repository: { type: 'git', url: 'git+https://code.example/o/ductus.git', directory: 'packages/ctc' },
      homepage: 'https://code.example/o/ductus#readme',
      bugs: 'https://code.example/o/ductus/issues',
    });
  },
);
