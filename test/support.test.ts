/** docs/support.md names what there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outputFormats } from '../src/formats/index.js';
import { parseVgsl } from '../src/network/index.js';

const page = readFileSync('docs/support.md', 'utf8');

function table(title: string): readonly (readonly string[])[] {
  const section = page.split('\n## ').find((part) => part.startsWith(title)) ?? '';
  return [...section.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()));
}

describe('docs/support.md', () => {
  it('names every file of operators', () => {
    const files = readdirSync('src/graph/operators')
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => name.replace(/\.ts$/, ''));
    const rows = table('Operators');
    expect(files.filter((name) => !rows.some(([file]) => file === `\`${name}\``))).toEqual([]);
  });

  it('names every layer that the parser offers', () => {
    let message = '';
    try {
      parseVgsl('[1,48,0,1 Xx]');
    } catch (error) {
      message = String(error);
    }
    const offered = /must be one of (.+), or O1c/.exec(message)?.[1]?.split(', ') ?? [];
    expect(offered.length).toBeGreaterThan(8);
    const tokens = table('Layers').map(([token]) => token ?? '');
    const missing = offered
      .filter((name) => !name.includes(' '))
      .filter((name) => !tokens.some((token) => token.startsWith(`\`${name}`)));
    expect(missing).toEqual([]);
  });

  it('names every format that is written', () => {
    const files = table('Files').map(([what]) => what ?? '');
    expect(outputFormats.filter((format) => !files.some((what) => what.includes(`(\`${format}\`)`)))).toEqual([]);
  });
});
