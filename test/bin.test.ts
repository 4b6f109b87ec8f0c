import { execFile } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ductus } from './cli-runner.js';
import { temporaryFolder } from './lines.js';

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
