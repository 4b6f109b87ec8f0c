/** What pages and the service worker say to each other, and what it is built with. */

/**
 * `complete`: keep what is missing of what reading needs, and tell it; `more`: keep what PDFs need too, and tell it; `take over`: let
 * the version that waits be the one for all pages. From a newer version: `let go`: end what it would wait for; `retire`: begin nothing
 * more of the kind either, and answer by the port that came with it.
 */
export type Wish = 'complete' | 'more' | 'take over' | 'let go' | 'retire';

/** `complete`: all that reading needs is kept; `more`: what PDFs need too. */
export type Told = 'complete' | 'more';

export interface SiteFile {
  /** From the app's folder. */
  readonly path: string;
  /** Of what is in it: the first 32 hexadecimal digits of SHA-256. */
  readonly hash: string;
  /** When it is kept: at the beginning, after that when nobody waits for anything, or when it is first asked for. */
  readonly kept: 'first' | 'more' | 'asked';
}
