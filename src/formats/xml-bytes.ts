/** Text back to the bytes of an XML file, in the encoding that the file is in. */
import { XmlError } from './xml.js';

/**
 * @param before the bytes that the text comes from
 * @param encoding theirs, as an XML file names it
 * @returns the bytes. What a one-byte encoding doesn't have is written as a numeric reference, which is right in texts and
 *   values of attributes only.
 * @throws XmlError for encodings with characters of several bytes, UTF-8 and UTF-16 left out
 */
export function encodeXml(text: string, encoding: string, before: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = new TextDecoder(encoding).encoding;
  if (name === 'utf-8') return new TextEncoder().encode(text);
  if (name.startsWith('utf-16')) return utf16(text, name === 'utf-16le');
  if (/^(big5|euc|gb|iso-2022|shift)/.test(name)) {
    throw new XmlError(`a file in ${name} can't be written: convert it to UTF-8 before`, { code: 'data/wrong' });
  }
  return singleBytes(text, name, isAscii(encoding) ? isHigh : isDoubtful, before);
}

function utf16(text: string, isLittle: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), isLittle);
  return new Uint8Array(view.buffer);
}

/** What browsers read as ISO 8859-1 is Windows' encoding, with characters where others have none: only those of the file. */
const isDoubtful = (byte: number) => byte >= 0x80 && byte < 0xa0;
/** Browsers read ASCII as the same, and others as what it says. */
const isAscii = (label: string) => /^(?:us-)?ascii$|^ansi_x3\.4-1968$/i.test(label.trim());
const isHigh = (byte: number) => byte >= 0x80;

/** @param isLeft whether a byte is used only where the file has it */
function singleBytes(
  text: string,
  name: string,
  isLeft: (byte: number) => boolean,
  before: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const decoder = new TextDecoder(name);
  const there = new Set(before);
  const usable = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !isLeft(byte) || there.has(byte));
  const bytes = new Map(usable.map((byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  const reference = (character: string) => [...`&#${character.codePointAt(0)};`].map((sign) => sign.charCodeAt(0));
  return Uint8Array.from([...text].flatMap((character) => bytes.get(character) ?? reference(character)));
}
