/** Rooms import downwards only, and each other by their index. The order is the one in docs/architecture.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const rooms = [
  'random',
  'runtime',
  'report',
  'text',
  'language',
  'image',
  'page',
  'formats',
  'graph',
  'network',
  'model',
  'files',
  'training',
  'dataset',
  'inspection',
  'synthesis',
  'layout',
  'recognition',
  'evaluation',
  'runs',
  'cli',
];
const source = resolve('src');

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(source, path), 'utf8') }));

function imports({ path, text }: { path: string; text: string }): string[] {
  return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)]
    .map((match) => match[1] as string)
    .filter((target) => target.startsWith('.'))
    .map((target) => relative(source, resolve(source, path, '..', target)));
}

it('every folder of src is a room in the list', () => {
  const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...rooms].sort());
});

it('no room imports one that is higher, and none reaches behind an index', () => {
  const wrong = files.flatMap((file) => {
    const own = file.path.split(/[\\/]/);
    if (own.length === 1) return [];
    return imports(file).flatMap((target) => {
      const [room, ...rest] = target.split(/[\\/]/);
      if (room === own[0] || rest.length === 0 || room === '..') return [];
      const upwards = rooms.indexOf(room as string) > rooms.indexOf(own[0] as string);
      const behind = rest.join('/') !== 'index.js';
      return upwards || behind ? [`${file.path} imports ${target}`] : [];
    });
  });
  expect(wrong).toEqual([]);
});

it('only runtime, files and cli know Node', () => {
  const knowing = files
    .filter(({ path, text }) => !/^(runtime|files|cli)[\\/]/.test(path) && /from 'node:/.test(text))
    .map(({ path }) => path.replaceAll('\\', '/'))
    .sort();
  expect(knowing).toEqual([]);
});

it('the docs list the rooms in the same order', () => {
  const docs = readFileSync('docs/architecture.md', 'utf8');
  const listed = [...docs.matchAll(/^\| `src\/(\w+)\/`\s+\|/gm)].map((match) => match[1]);
  expect(listed).toEqual(rooms);
});

it('the version is that of package.json', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(readFileSync('src/version.ts', 'utf8')).toContain(`'${version}'`);
});
