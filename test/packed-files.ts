/** What `npm pack` would put into the packages, and what is missing there. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const packages = ['.', 'packages/ctc', 'packages/models'];

interface Manifest {
  readonly name: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const always = ['LICENSE', 'README.md', 'package.json'];
const ofDuctus = [
  ...[
    'THIRD-PARTY.md',
    'dist/LICENSES.txt',
    'dist/workers/session.js',
    'dist/workers/loader.js',
    'dist/workers/cropper.js',
    'dist/workers/drawer.js',
  ],
  'dist/app/training.html',
  ...['dist/web/workers/session.js', 'dist/web/workers/loader.js', 'dist/web/workers/training.js'],
  ...['dist/app/index.html', 'dist/app/sw.js', 'dist/app/LICENSES.txt'],
  ...['dist/web/ort.wasm.bundle.min.mjs', 'dist/web/ort-wasm-simd-threaded.wasm', 'dist/web/LICENSES.txt'],
];

const ofModels = [
  ...['starter.onnx', 'starter.int8.onnx', 'starter.lm.json', 'languages/fr.lm', 'languages/README.md'],
  ...['layout.onnx', 'layout.int8.onnx', 'layout.md'],
];

/** In words, what a package lacks and which links of its texts lead nowhere. */
export async function problemsOf(folder: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const files = await packedFiles(folder);
  const wanted = [
    ...always,
    ...(manifest.name === 'ductus' ? ofDuctus : manifest.name === '@ductus/models' ? ofModels : []),
    ...Object.values(manifest.bin ?? {}),
    ...Object.values(manifest.exports ?? {}).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    ),
  ]
    .map((path) => posix.normalize(path))
    // Patterns stand for models, which are named above.
    .filter((path) => !path.includes('*'));
  const missing = wanted.filter((path) => !files.has(path)).map((path) => `${manifest.name}: ${path} is not packed`);
  const broken: string[] = [];
  for (const path of [...files].filter((name) => name.endsWith('.md'))) {
    const text = await readFile(join(folder, path), 'utf8');
    for (const link of linksOf(text)) {
      const target = posix.join(folder, posix.dirname(path), link);
      const package_ = packageOf(target);
      if (!leadsSomewhere(posix.relative(package_, target), await packedFiles(package_))) {
        broken.push(`${manifest.name}: ${path} links to ${link}, which is not packed`);
      }
    }
  }
  return [...missing, ...broken];
}

/** Packages are read side by side in the repository, where links between their documents lead. */
function packageOf(path: string): string {
  return packages.find((folder) => path.startsWith(`${folder}/`)) ?? '.';
}

/** Asked once for each folder: npm takes a second and more. */
const packed = new Map<string, Promise<ReadonlySet<string>>>();

function packedFiles(folder: string): Promise<ReadonlySet<string>> {
  const files = packed.get(folder) ?? listPacked(folder);
  packed.set(folder, files);
  return files;
}

async function listPacked(folder: string): Promise<ReadonlySet<string>> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { stdout } = await run(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
    shell: process.platform === 'win32',
    maxBuffer: 2 ** 24,
  });
  const [packed] = JSON.parse(stdout) as readonly { readonly files: readonly { readonly path: string }[] }[];
  return new Set(packed?.files.map(({ path }) => path));
}

/** Targets of links and pictures that are files, without the part of the page. */
export function linksOf(markdown: string): readonly string[] {
  const prose = markdown.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  const targets = [
    ...prose.matchAll(/\]\(<?([^)>\s]+)>?(?:\s+"[^"]*")?\)/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
    ...prose.matchAll(/(?:src|href)="([^"]+)"/g),
  ].map(([, target]) => target as string);
  return targets.filter((target) => !/^(?:[a-z]+:|#|\/\/)/i.test(target)).map((target) => target.replace(/#.*$/, ''));
}

function leadsSomewhere(path: string, files: ReadonlySet<string>): boolean {
  const folder = `${path.replace(/\/$/, '')}/`;
  return files.has(path) || [...files].some((file) => file.startsWith(folder));
}
