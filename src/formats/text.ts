/** Plain text: bytes of a file as text; pages as text, a line of the page a line, an empty one between regions. */
import type { Page } from '../page/index.js';

/**
 * UTF-8, or UTF-16 where a byte order mark says so, which is left out.
 * @param invalid whether U+FFFD may stand for bytes that are not valid
 * @throws TypeError when the bytes are not valid and that is refused
 */
export function decodeText(bytes: Uint8Array, invalid: 'refuse' | 'replace' = 'refuse'): string {
  const [a, b] = bytes;
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: invalid === 'refuse' }).decode(bytes);
}

export function writeText({ regions }: Page): string {
  const blocks = regions
    .filter(({ lines }) => lines.length > 0)
    .map(({ lines }) => lines.map(({ text }) => text.replace(/[\r\n]+/g, ' ')).join('\n'));
  return blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`;
}
