import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ductus } from './cli-runner.js';
import { drawLines, temporaryFolder, untrainedModel } from './lines.js';

it('in a checkout that is not built, the command says which command builds it', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'bin'));
  await cp('bin/ductus.js', join(folder, 'bin', 'ductus.js'));
  await cp('package.json', join(folder, 'package.json'));
  const result = await new Promise<{ code: unknown; err: string }>((done) =>
    execFile(process.execPath, [join(folder, 'bin', 'ductus.js')], (error, _, err) => done({ code: error?.code, err })),
  );
  expect(result.code).toBe(1);
  expect(result.err).toContain('npm run build');
  await rm(folder, { recursive: true });
});

it('help names every command and shows examples; each command has its own', async () => {
  const { code, out } = await ductus(['--help']);
  expect(code).toBe(0);
  for (const name of ['train', 'evaluate', 'recognize', 'inspect']) {
    expect(out).toContain(`  ${name} `);
    const own = await ductus([name, '--help']);
    expect(own.code).toBe(0);
    expect(own.out).toContain('Examples:');
  }
  expect((await ductus(['--version'])).out.trim()).toBe('0.1.0');
});

it.each(['train', 'synthesize'])('the many options of %s stand in groups, the common ones first', async (name) => {
  const { out } = await ductus([name, '--help']);
  const headings = [...out.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  const groups = headings.filter((heading) => !['Arguments', 'Examples'].includes(heading as string));
  expect(groups.length).toBeGreaterThan(3);
  expect([groups[0], groups.at(-1)]).toEqual(['Common options', 'More options']);
  expect(out.slice(out.indexOf('Common options:'), out.indexOf(`${groups[1]}:`))).toContain('--out <');
  expect(out.slice(out.indexOf('More options:'))).toContain('--help');
});

it('help of augment says each default once, and none where there is none', async () => {
  const { out } = await ductus(['augment', '--help']);
  const described = out.replaceAll(/\s+/g, ' ');
  expect(described).not.toMatch(/\(default: [^)]*\) \(default: /);
  expect(described).not.toContain('(default: {})');
  expect(described).toContain('(default: 0.7)');
});

/** The npm packages that a command loads. */
async function packagesOf(args: readonly string[]): Promise<readonly string[]> {
  const traced = ['--import', new URL('module-trace.mjs', import.meta.url).href, 'bin/ductus.js', ...args];
  const err = await new Promise<string>((done) => execFile(process.execPath, traced, (_, __, text) => done(text)));
  return (
    /packages: (.*)/
      .exec(err)?.[1]
      ?.split(' ')
      .filter((name) => name !== '') ?? ['not traced']
  );
}

it('help loads no package, and reading loads what reading needs and is not built in', async () => {
  expect(await packagesOf(['--help'])).toEqual([]);
  const folder = await temporaryFolder();
  await drawLines(folder, 1);
  const model = join(folder, 'model.onnx');
  await writeFile(model, untrainedModel());
  const read = await packagesOf(['recognize', model, join(folder, 'doc0_000.png')]);
  const ofSharp = ['@img/colour', 'detect-libc', 'semver', 'sharp'];
  expect(read.filter((name) => !ofSharp.includes(name))).toEqual(['bidi-js', 'onnxruntime-node']);
  await rm(folder, { recursive: true });
});
