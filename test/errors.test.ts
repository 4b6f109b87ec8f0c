/** Failures that programs can tell apart, and how the command line words what the library says. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorsFile, errorsPage } from '../docs/errors.js';
import { flagOf, withFlags } from '../src/cli/errors.js';
import { DataError } from '../src/dataset/index.js';
import { DuctusError } from '../src/error.js';
import { errorCodes } from '../src/error-codes.js';
import { FileError } from '../src/files/index.js';
import { ModelError } from '../src/model/index.js';
import { parseVgsl } from '../src/network/index.js';
import { LanguageError } from '../src/recognition/node.js';
import { OverwriteError } from '../src/runs/index.js';

const source = resolve('src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(source, path), 'utf8') }));

it('docs/errors.md lists the codes that there are (if not: npm run errors)', () => {
  expect(readFileSync(errorsFile, 'utf8')).toBe(errorsPage());
});

it('every code is one that something throws', () => {
  const texts = files.filter(({ path }) => path !== 'error-codes.ts').map(({ text }) => text);
  expect(Object.keys(errorCodes).filter((code) => !texts.some((text) => text.includes(`'${code}'`)))).toEqual([]);
});

it('every error class extends DuctusError', () => {
  const others = files.flatMap(({ path, text }) =>
    [...text.matchAll(/class (\w+) extends (\w*Error)\b/g)].map(([, name, base]) => `${path}: ${name} ${base}`),
  );
  expect(others.filter((line) => line.endsWith(' Error'))).toEqual(['error.ts: DuctusError Error']);
});

describe('a failure has its code and what it is about', () => {
  const thrownBy = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  it.each<[unknown, string, object]>([
    [new DataError('x'), 'data/wrong', {}],
    [new ModelError('x', { code: 'model/damaged', details: { path: 'a' } }), 'model/damaged', { path: 'a' }],
    [new FileError('a', 'is a folder'), 'file/not-regular', { path: 'a' }],
    [new FileError('a', 'must be small', true), 'file/too-large', { path: 'a' }],
    [new LanguageError('a', 'x', { details: { line: 2 } }), 'language/unreadable', { path: 'a', line: 2 }],
    [new OverwriteError('a'), 'training/overwrite', { path: 'a' }],
    [thrownBy(() => parseVgsl('[1,48,0,1 Xx]')), 'network/spec', { options: ['spec'], value: 'Xx' }],
  ])('%s', (error, code, details) => {
    expect(error).toBeInstanceOf(DuctusError);
    expect(error).toMatchObject({ code, details });
  });

  it('and its cause, where there is one', () => {
    const cause = new Error('first');
    expect(new ModelError('x', { cause }).cause).toBe(cause);
  });
});

describe('flags stand in the place of options', () => {
  it.each([
    ['groupBy', '--group-by'],
    ['lm', '--lm'],
    ['checkpointSeconds', '--checkpoint-seconds'],
  ])('%s', (option, flag) => expect(flagOf(option)).toBe(flag));

  it('only of options that the failure names, and never within a path', () => {
    expect(withFlags('out/`out`: give another `out`, not `from`', ['out'])).toBe(
      'out/--out: give another --out, not `from`',
    );
    expect(withFlags('lm/out.json: read with it by its name: `lm` out', ['lm'])).toBe(
      'lm/out.json: read with it by its name: --lm out',
    );
    expect(withFlags('use fewer threads (`threads` 1)')).toBe('use fewer threads (--threads 1)');
  });

  it('the library itself names no flags', () => {
    const lines = files
      .filter(({ path }) => !/^cli\//.test(path))
      .flatMap(({ path, text }) => text.split('\n').map((line) => `${path}: ${line.trim()}`))
      .filter((line) => /Error\(|[`']/.test(line) && !/: (\/\/|\*)/.test(line))
      .filter((line) => /(?:^|[\s(`'])--[a-z]+/.test(line.replace(/^\S+: /, '')))
      .filter((line) => !/ductus (train|train-lm|tune|adapt|work)\b|NODE_OPTIONS|setFlagsFromString/.test(line));
    expect(lines).toEqual([]);
  });
});
