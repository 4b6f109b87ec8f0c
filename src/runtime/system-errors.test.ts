import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/lines.js';
import { makeFolder, writeChunksAtomic, writeFileAtomic } from '../files/index.js';
import { systemProblem } from './index.js';
import { systemPath } from './node.js';

const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

it.each(
  'EACCES EBUSY EDQUOT EFBIG EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENFILE ENOENT ENOSPC ENOTDIR EPERM EROFS ETXTBSY'.split(
    ' ',
  ),
)('%s says in words what is so, and what to do next', (code) => {
  expect(systemProblem(coded(code))).toMatch(/^[a-z][^.]+\. ?[A-Z].*[^.]$/);
});

it('memory that is used up is said, whoever used it', () => {
  for (const error of [
    new RangeError('WebAssembly.Instance(): Out of memory: Cannot allocate Wasm memory for new instance'),
    new RangeError('Array buffer allocation failed'),
    new Error('std::bad_alloc'),
    coded('ERR_WORKER_OUT_OF_MEMORY', 'Worker terminated due to reaching memory limit: JS heap out of memory'),
    coded('ERR_WORKER_INIT_FAILED', 'Worker initialization failure: EAGAIN'),
    coded('ERR_DLOPEN_FAILED', 'libonnxruntime.so.1: failed to map segment from shared object'),
  ]) {
    expect(systemProblem(error)).toMatch(/^there is not enough memory\. /);
  }
  expect(systemProblem(coded('ERR_WORKER_INIT_FAILED', 'Worker initialization failure: EMFILE'))).toContain(
    'ulimit -n',
  );
});

it('errors of other kinds are left alone', () => {
  expect(systemProblem(new TypeError('x is not a function'))).toBeUndefined();
  expect(systemProblem('ENOSPC')).toBeUndefined();
});

it('what can not be written is named by the name that was asked for, not by a temporary one', async () => {
  const folder = await temporaryFolder();
  const taken = join(folder, 'taken.onnx');
  await mkdir(taken);
  const error = await writeFileAtomic(taken, 'x').catch((reason: unknown) => reason);
  expect(systemPath(error)).toBe(taken);
  expect(String(error)).not.toContain('.tmp');
  expect(systemProblem(error)).toContain('is a folder');
  await rm(folder, { recursive: true });
});

it('an error of what is written keeps its own place', async () => {
  const folder = await temporaryFolder();
  async function* chunks() {
    yield 'x';
    throw Object.assign(coded('EACCES'), { syscall: 'open', path: 'source.png' });
  }
  const error = await writeChunksAtomic(join(folder, 'packed'), chunks()).catch((reason: unknown) => reason);
  expect(systemPath(error)).toBe('source.png');
  await rm(folder, { recursive: true });
});

it('a folder that can not be made names what is in its way', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  await symlink(join(folder, 'nowhere'), join(folder, 'link'));
  for (const [below, culprit] of [
    ['file', 'file'],
    ['file/a/b', 'file'],
    ['link/a', 'link'],
  ] as const) {
    const error = await makeFolder(join(folder, below)).catch((reason: unknown) => reason);
    expect([systemPath(error), systemProblem(error)]).toEqual([
      join(folder, culprit),
      expect.stringContaining('not a folder'),
    ]);
  }
  await makeFolder(join(folder, 'a', 'b', 'c'));
  await makeFolder(join(folder, 'a', 'b', 'c'));
  await rm(folder, { recursive: true });
});

it.skipIf(process.platform !== 'linux')('where the system makes no folder, that ends at once', async () => {
  await expect(makeFolder('/proc/ductus/below')).rejects.toMatchObject({ code: 'ENOENT', path: '/proc/ductus' });
});
