/** docs/support.md names what there is, and figures of the models that come with ductus are those of today's. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
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

describe('the models that come with ductus', () => {
  it.each(['starter.int8.onnx', 'layout.onnx', 'layout.int8.onnx'])('docs/web.md says how large %s is', (name) => {
    const row = new RegExp(`^\\| ${name.replaceAll('.', '\\.')}, [^|]+ \\| ([\\d,]+) \\|`, 'm');
    const said = Number(row.exec(readFileSync('docs/web.md', 'utf8'))?.[1]?.replaceAll(',', ''));
    expect(said).toBe(Math.round(statSync(`packages/models/${name}`).size / 1000));
  });

  it('README.md says how well the starter reads, as its card does', () => {
    const card = readFileSync('packages/models/README.md', 'utf8');
    const rows = [...card.matchAll(/^\| ([\w-]+) \| \d+ of .+ \|$/gm)].map(([row]) => row.split(' | '));
    /** Of sets, in whole percents, the least and the most. */
    const rates = (column: number, ...sets: readonly string[]) => {
      const found = rows.filter(([name = '']) => sets.includes(name.slice(2)));
      const all = found.map((row) => Math.round(Number.parseFloat(row[column] ?? '')));
      return [...new Set([Math.min(...all), Math.max(...all)])].join(' to ');
    };
    const [alone, guided] = [5, 6];
    const letters = ['timeus-fr', 'poilus-fr', 'lathrop-en'];
    const readme = readFileSync('README.md', 'utf8').replace(/\s+/g, ' ');
    for (const said of [
      `CER ${rates(guided, 'copiste-fr')}% on modern French, ${rates(guided, 'dhsd-de')}% on modern German, `,
      `${rates(guided, ...letters)}% on letters and registers of 1858 to 1918, `,
      `${rates(guided, 'mss17-fr', 'mss18-fr')}% on French of the 17th and 18th centuries, `,
      `${rates(guided, 'tapus-fr')}% on typescript, `,
      `${rates(guided, 'spanish-mss', 'italian-mss', 'repertoires-fr')}% on Spanish and Italian manuscripts`,
      `${rates(alone, 'copiste-fr')}% on modern French, ${rates(alone, 'dhsd-de')}% on modern German, `,
      `${rates(alone, ...letters)}% on those letters and registers`,
    ])
      expect(readme).toContain(said);
  });
});
