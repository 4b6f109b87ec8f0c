/**
 * Who may ask: under a name that the service has (else a page of another site could reach it by a name of its own that leads
 * here, DNS rebinding), not from a page of another site, and with a token where there are some.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { ServiceError } from './service-error.js';

export interface AccessToken {
  /** In logs. */
  readonly name: string;
  readonly token: string;
}

export interface GuardOptions {
  /** Names by which the service is asked, without ports. */
  readonly hosts: readonly string[];
  /** Whoever asks must have one of these. Default: none is needed. */
  readonly tokens: readonly AccessToken[];
}

/** Names of this machine itself. */
export const localHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

interface HashedToken {
  readonly name: string;
  readonly hash: Buffer;
}

export class Guard {
  private readonly hosts: ReadonlySet<string>;
  private readonly tokens: readonly HashedToken[];

  constructor({ hosts, tokens }: GuardOptions) {
    this.hosts = new Set(hosts.map((host) => host.toLowerCase()));
    this.tokens = tokens.map(({ name, token }) => ({ name, hash: hashOf(token) }));
  }

  /**
   * Of any request.
   * @throws ServiceError when it is asked by another name, or by a page of another site
   */
  checkSite(request: Request, isPage: boolean): void {
    const { headers, url } = request;
    const host = headers.get('host') ?? new URL(url).host;
    if (!this.hosts.has(hostName(host))) {
      throw new ServiceError(
        'service/forbidden',
        'this service answers to no such name; who runs it says under which names it is asked',
      );
    }
    const origin = headers.get('origin');
    const isOwn = origin === null || origin === `http://${host}` || origin === `https://${host}`;
    const site = headers.get('sec-fetch-site') ?? 'none';
    // A link on another site may lead to a page of this one.
    const isLed = isPage && headers.get('sec-fetch-mode') === 'navigate';
    if (isOwn && (isLed || site === 'same-origin' || site === 'none')) return;
    throw new ServiceError('service/forbidden', 'pages of other sites may not ask this service');
  }

  /**
   * Of a request to what not everybody may have. A browser that shows a page asks a person for a name and a password: of those, the
   * password is the token. Programs say Bearer alone, so that no page of another site asks with what a browser keeps.
   * @returns the name of its token, where tokens are needed
   * @throws ServiceError without a right one
   */
  checkToken(request: Request, isPage: boolean): string | undefined {
    if (this.tokens.length === 0) return undefined;
    const authorization = request.headers.get('authorization') ?? '';
    const bearer = /^Bearer +([^\s]+)$/i.exec(authorization)?.[1];
    const said = bearer ?? (isPage ? passwordOf(authorization) : undefined);
    const hash = hashOf(said ?? '');
    // All are compared, so that the time tells nothing.
    const right = this.tokens.filter((token) => timingSafeEqual(token.hash, hash));
    const [token] = said === undefined ? [] : right;
    if (token) return token.name;
    const why = said === undefined ? 'a token is needed: Authorization: Bearer TOKEN' : 'the token is not known';
    throw new ServiceError('service/unauthorized', why, {
      'www-authenticate': `${isPage ? 'Basic' : 'Bearer'} realm="ductus"`,
    });
  }
}

/** RFC 7617: what stands behind the first colon. */
function passwordOf(authorization: string): string | undefined {
  const encoded = /^Basic +([\w+/=]+)$/i.exec(authorization)?.[1];
  return encoded === undefined ? undefined : /^[^:]*:(.+)$/.exec(Buffer.from(encoded, 'base64').toString())?.[1];
}

/** Of one length whatever the token's, for comparisons. */
function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Without the port. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}
