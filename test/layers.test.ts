/** Rooms import downwards only, and each other by their doors. The order is the one in docs/architecture.md. */
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
  'objects',
  'training',
  'dataset',
  'inspection',
  'synthesis',
  'layout',
  'editing',
  'documents',
  'recognition',
  'evaluation',
  'runs',
  'web',
  'jobs',
  'server',
  'cli',
];
/** Rooms for Node only. */
const onlyNode = new Set(['files', 'objects', 'synthesis', 'documents', 'jobs', 'cli']);
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

it('no room imports one that is higher, and none reaches behind a door', () => {
  const wrong = files.flatMap((file) => {
    const own = file.path.split(/[\\/]/);
    if (own.length === 1) return [];
    return imports(file).flatMap((target) => {
      const [room, ...rest] = target.split(/[\\/]/);
      if (room === own[0] || rest.length === 0 || room === '..') return [];
      const upwards = rooms.indexOf(room as string) > rooms.indexOf(own[0] as string);
      const behind = !['index.js', 'node.js'].includes(rest.join('/'));
      return upwards || behind ? [`${file.path} imports ${target}`] : [];
    });
  });
  expect(wrong).toEqual([]);
});

it('only variants for Node, runtime, files, objects, jobs, server and cli know Node', () => {
  const knowing = files
    .filter(
      ({ path, text }) =>
        !/^(runtime|files|objects|jobs|server|cli)[\\/]|\.node\.ts$/.test(path) && /from 'node:/.test(text),
    )
    .map(({ path }) => path.replaceAll('\\', '/'))
    .sort();
  expect(knowing).toEqual([]);
});

it('what a room gives by its index runs in browsers: no file is opened behind it', () => {
  const texts = new Map(files.map(({ path, text }) => [path.replaceAll('\\', '/'), text]));
  const begin = rooms.filter((room) => !onlyNode.has(room)).map((room) => `${room}/index.ts`);
  const reached = new Map<string, string>();
  const visit = (path: string, from: string) => {
    const text = texts.get(path);
    if (reached.has(path) || text === undefined) return;
    reached.set(path, from);
    for (const target of imports({ path, text })) visit(target.replaceAll('\\', '/').replace(/\.js$/, '.ts'), path);
    for (const [, variant] of text.matchAll(/'#variant\/([^']+)'/g)) visit(`${variant}.web.ts`, path);
  };
  for (const path of begin) visit(path, 'a program');
  const wrong = [...reached].filter(
    ([path]) => onlyNode.has(path.split('/')[0] ?? '') || /(?:^|\/)node\.ts$|\.node\.ts$/.test(path),
  );
  expect(wrong).toEqual([]);
  expect(reached.has('runtime/onnx.web.ts')).toBe(true);
});

const beside = ['app', 'bench', 'docs', 'examples', 'models', 'packages/ctc/src', 'test', 'wasm'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
);
/** Paths from the root. */
const targetsOf = ({ path, text }: { path: string; text: string }) =>
  imports({ path: relative(source, resolve(path)), text }).map((target) =>
    relative('.', resolve(source, target)).replaceAll('\\', '/'),
  );

it('the app imports rooms by their doors, and in the browser by those that run there', () => {
  const wrong = beside
    .filter(({ path }) => /^app\/.*(?<!\.test\.tsx?)$/.test(path))
    .flatMap((file) =>
      targetsOf(file)
        .filter((target) => !target.startsWith('app/'))
        .filter((target) => {
          const [, room = '', door] = /^src\/(\w+)\/(.+)$/.exec(target) ?? [];
          const onServer = /^app\/(build|server|[^/]+\.ts$)/.test(file.path);
          if (onServer && target === 'web-build.js') return false;
          if (onServer && room === 'server') return !['index.js', 'node.js'].includes(door ?? '');
          return door !== 'index.js' || (onlyNode.has(room) && !onServer);
        })
        .map((target) => `${file.path} imports ${target}`),
    );
  expect(wrong).toEqual([]);
  expect(beside.some(({ path }) => path === 'app/serve.ts')).toBe(true);
});

it('nothing imports the app but its tests', () => {
  const inSource = files.map(({ path, text }) => ({ path: join('src', path), text }));
  const wrong = [...inSource, ...beside]
    .filter(({ path }) => !/^app\/|^test\//.test(path))
    .flatMap((file) =>
      targetsOf(file)
        .filter((target) => target.startsWith('app/'))
        .map((target) => `${file.path}: ${target}`),
    );
  expect(wrong).toEqual([]);
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
