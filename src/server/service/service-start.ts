/** What must be so before the service listens: nobody reaches it whom nothing keeps out. */
import { DuctusError, type ErrorAbout } from '../../error.js';
import type { ErrorCode } from '../../error-codes.js';
import { readBytes } from '../../files/index.js';
import { type AccessToken, localHosts } from './guard.js';

export class ServiceStartError extends DuctusError {
  override readonly name = 'ServiceStartError';

  constructor(message: string, about: ErrorAbout & { readonly code: Extract<ErrorCode, `service/${string}`> }) {
    super(message, about);
  }
}

/** Whether only this machine reaches what listens at a host. */
export function isLocalHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * @param host where the service would listen
 * @throws ServiceStartError when others reach it and need no token
 */
export function checkReach(host: string, tokens: readonly AccessToken[], isInsecure: boolean): void {
  if (isLocalHost(host) || tokens.length > 0 || isInsecure) return;
  throw new ServiceStartError(
    `at ${host} others reach the service, and nothing keeps them out: give it tokens by \`tokenFile\` or DUCTUS_TOKEN, or say \`insecure\` where something before it does`,
    { code: 'service/unsafe', details: { options: ['tokenFile', 'insecure'], value: host } },
  );
}

/** The names by which a service that listens at a host is asked. */
export function hostNames(host: string, more: readonly string[]): readonly string[] {
  const isAny = host === '0.0.0.0' || host === '::';
  const listening = isAny ? [] : [host.includes(':') ? `[${host}]` : host];
  return [...localHosts, ...listening, ...more];
}

/** Characters of a token that nobody guesses: 120 bits, where each is one of 64. */
const leastCharacters = 20;
const mostFileBytes = 1_000_000;

/** A file of tokens: one a line, its name before it where it has one; lines that begin with # say nothing. */
export async function tokensOfFile(path: string): Promise<readonly AccessToken[]> {
  const bytes = await readBytes(path, mostFileBytes).catch((cause: unknown) => {
    throw new ServiceStartError(`${path}: the tokens can't be read`, {
      code: 'service/token',
      details: { path },
      cause,
    });
  });
  const lines = new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .map((line) => line.trim());
  const tokens = lines.flatMap((line, n) =>
    line === '' || line.startsWith('#') ? [] : [tokenOfLine(line, n + 1, path)],
  );
  if (tokens.length === 0) {
    throw new ServiceStartError(`${path}: there is no token in it`, { code: 'service/token', details: { path } });
  }
  return tokens;
}

function tokenOfLine(line: string, number: number, path: string): AccessToken {
  const [first = '', second, ...rest] = line.split(/\s+/);
  const [name, token] = second === undefined ? [`token ${number}`, first] : [first, second];
  if (rest.length > 0 || token.length < leastCharacters) {
    throw new ServiceStartError(
      `${path}: line ${number} must be TOKEN or NAME TOKEN, of ${leastCharacters} characters at least. Make one: openssl rand -base64 32`,
      { code: 'service/token', details: { path, line: number } },
    );
  }
  return { name, token };
}

/** @param value of DUCTUS_TOKEN */
export function tokenOfEnvironment(value: string | undefined): readonly AccessToken[] {
  if (value === undefined || value === '') return [];
  if (/\s/.test(value) || value.length < leastCharacters) {
    throw new ServiceStartError(
      `DUCTUS_TOKEN must have ${leastCharacters} characters at least and no spaces. Make one: openssl rand -base64 32`,
      { code: 'service/token' },
    );
  }
  return [{ name: 'environment', token: value }];
}
