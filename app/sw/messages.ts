/** What pages and the service worker say to each other, and what it is built with. */

/** `complete`: keep what is missing, and tell it; `take over`: let the version that waits be the one for all pages. */
export type Wish = 'complete' | 'take over';

/** All that reading needs is kept. */
export type Told = 'complete';

export interface SiteFile {
  /** From the app's folder. */
  readonly path: string;
  /** Of what is in it: the first 32 hexadecimal digits of SHA-256. */
  readonly hash: string;
  /** Whether it is kept from the beginning; else when it is first asked for. */
  readonly first: boolean;
}
