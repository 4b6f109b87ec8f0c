/**
 * Which hosts may be asked for what a file from elsewhere names. A manifest that somebody else wrote may name addresses
 * inside the reader's own network; only the host that a person named may be there.
 */
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { DuctusError, type ErrorAbout } from '../error.js';

/** What can't be fetched, or may not be; the message says which address and why. */
export class RemoteError extends DuctusError {
  override readonly name = 'RemoteError';

  constructor(message: string, about: ErrorAbout = {}) {
    super(message, { code: 'web/unreachable', ...about });
  }
}

/** Networks that are not public (IANA's special-purpose registries, RFC 6890), and addresses of many. */
const networks: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const closed = new BlockList();
for (const [address, prefix, family] of networks) closed.addSubnet(address, prefix, family);

/** Whether an IP address is of this machine, of a network that is not public, or of many machines. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && closed.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** The host of an address, an IPv6 one without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * @param ownHost the one that may be anywhere, since a person named it
 * @throws RemoteError for other schemes than http and https, and for hosts that may not be asked
 */
export function checkAddress(url: URL, ownHost: string): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refused(url.href, `only https and http are fetched, not ${url.protocol}`);
  }
  const host = hostOf(url);
  if (host !== ownHost && isPrivateAddress(host)) throw refused(url.href, notPublic);
}

const notPublic = 'an address inside a private network, which only the host that was named itself may have';

function refused(address: string, why: string): RemoteError {
  return new RemoteError(`${address}: ${why}`, { code: 'web/refused', details: { value: address } });
}

/** As the system resolves names, but to public addresses only: looked at when the connection is made, not before. */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address))) {
      return done(refused(host, notPublic), []);
    }
    if (options.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
};
