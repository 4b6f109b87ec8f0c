import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/lines.js';
import { acceptedFormat } from './media-types.js';
import { checkReach, hostNames, isLocalHost, tokenOfEnvironment, tokensOfFile } from './service-start.js';

describe('where others reach the service', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', 'localhost'])('%s is this machine alone', (host) => {
    expect(isLocalHost(host)).toBe(true);
    expect(() => checkReach(host, [], false)).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'archive.example', '127.0.0.1.evil.example'])(
    '%s is refused without a token, and taken with one or where it is said to be safe',
    (host) => {
      expect(() => checkReach(host, [], false)).toThrow(expect.objectContaining({ code: 'service/unsafe' }));
      expect(() => checkReach(host, [{ name: 'a', token: 'a'.repeat(20) }], false)).not.toThrow();
      expect(() => checkReach(host, [], true)).not.toThrow();
    },
  );

  it('is asked by the address that it listens at, and by names that are allowed', () => {
    expect(hostNames('0.0.0.0', ['archive.example'])).toEqual(['localhost', '127.0.0.1', '[::1]', 'archive.example']);
    expect(hostNames('192.168.1.5', [])).toContain('192.168.1.5');
    expect(hostNames('fd00::1', [])).toContain('[fd00::1]');
  });
});

describe('tokens', () => {
  it('come from a file, with names or without', async () => {
    const path = join(await temporaryFolder(), 'tokens.txt');
    await writeFile(path, `# of the archive\n${'a'.repeat(24)}\r\n\nreading-room ${'b'.repeat(24)}\n`);
    expect(await tokensOfFile(path)).toEqual([
      { name: 'token 2', token: 'a'.repeat(24) },
      { name: 'reading-room', token: 'b'.repeat(24) },
    ]);
  });

  it.each(['', '# none\n', 'short\n', 'name short\n', `a ${'b'.repeat(24)} c\n`])('are not %j', async (text) => {
    const path = join(await temporaryFolder(), 'tokens.txt');
    await writeFile(path, text);
    await expect(tokensOfFile(path)).rejects.toMatchObject({ code: 'service/token' });
  });

  it('come from the environment, where they are long enough', () => {
    expect(tokenOfEnvironment(undefined)).toEqual([]);
    expect(tokenOfEnvironment('a'.repeat(20))).toEqual([{ name: 'environment', token: 'a'.repeat(20) }]);
    expect(() => tokenOfEnvironment('short')).toThrow(expect.objectContaining({ code: 'service/token' }));
  });

  it('that are not there are said so', async () => {
    await expect(tokensOfFile('/nowhere/tokens.txt')).rejects.toMatchObject({ code: 'service/token' });
  });
});

describe('the format of an answer', () => {
  const offered = ['json', 'txt', 'page', 'pdf'] as const;
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['text/plain', 'txt'],
    ['text/*', 'txt'],
    ['application/json;q=0.1, application/pdf;q=0.9', 'pdf'],
    ['application/*;q=0.5, application/json;q=0, text/plain;q=0.4', 'page'],
    ['TEXT/PLAIN; charset=utf-8', 'txt'],
  ] as const)('accepting %j it is %s', (accept, format) => {
    expect(acceptedFormat(accept, offered)).toBe(format);
  });

  it.each(['image/png', 'text/html', '', 'json', 'text/plain;q=0'])('accepting %j it is none', (accept) => {
    expect(() => acceptedFormat(accept, offered)).toThrow(expect.objectContaining({ code: 'service/accept' }));
  });
});
