/**
 * Packed models in files (.lm): of each order its columns one after the other, so that what compresses a package finds like
 * things together. A number of a logarithm is a byte, which a code book of the order turns into one.
 *
 *     'ductuslm', version 1
 *     length of the head, head: JSON { name, source?, tokens: [...], counts: [...] }
 *     of each order:
 *       code book of the logarithms: size, float32 each
 *       but for the longest, the code book of the back-off weights
 *       tokens of the n-grams: of those that begin alike the first, then the distances to the next
 *       codes of the logarithms, a byte each
 *       but for the longest, how many longer ones each has, and of those that have some the code of the weight
 *     FNV-1a of all bytes before it, uint32
 *
 * Lengths, sizes, tokens and numbers of n-grams are varints.
 */
import { DuctusError } from '../error.js';
import { ByteReader, BytesEnd, ByteWriter, sumOf } from './bytes.js';
import { type CodeBook, codeBook } from './code-book.js';
import { type CodedLogProbs, type PackedAbout, PackedNGrams, type PackedParts } from './packed-n-grams.js';
import type { NGramEntry, TokenModel } from './token-model.js';

export class PackedError extends DuctusError {
  override readonly name = 'PackedError';

  constructor(problem: string) {
    super(`the packed language model is damaged: ${problem}`, { code: 'language/packed' });
  }
}

const magic = new TextEncoder().encode('ductuslm');
const version = 1;
/** Of the head: tokens of a model of words are in it, some hundred thousand. */
const longestHead = 16e6;
const highestOrder = 20;

/** Whether bytes are those of a packed model, of whatever version. */
export function isPacked(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** An n-gram on its way into a file. */
interface Packing {
  readonly entry: NGramEntry;
  /** By the numbers of the last tokens. */
  readonly longer: Map<number, Packing>;
}

/** A model in bytes. A logarithm may differ by half of `finest`, or by half of a 255th of what an order's are apart. */
export function packNGrams(model: TokenModel, about: PackedAbout): Uint8Array {
  const tokens: string[] = [];
  const writer = new ByteWriter();
  const levels = levelsOf(model, tokens);
  const counts = levels.slice(1).map((nGrams) => nGrams.length);
  const head = new TextEncoder().encode(JSON.stringify({ ...about, tokens, counts }));
  writer.raw(magic);
  writer.byte(version);
  writer.varint(head.length);
  writer.raw(head);
  for (const [order, parents] of levels.entries()) {
    const nGrams = levels[order + 1];
    if (nGrams) writeLevel(writer, parents, nGrams, order + 1 === counts.length);
  }
  writer.uint32(sumOf(writer.written));
  return writer.written.slice();
}

/** N-grams of each length, the empty one first, as they stand in the file. @param tokens is filled with those there are */
function levelsOf(model: TokenModel, tokens: string[]): readonly (readonly Packing[])[] {
  const numbers = new Map<string, number>();
  const numberOf = (token: string) => {
    const known = numbers.get(token);
    if (known !== undefined) return known;
    numbers.set(token, tokens.length);
    return tokens.push(token) - 1;
  };
  const root: Packing = { entry: { logProb: 0, backoff: 0 }, longer: new Map() };
  // The likeliest tokens have the smallest numbers, and n-grams mostly those.
  const single = [...model.entries()].filter(([{ length }]) => length === 1);
  for (const [[token = '']] of single.sort(([, a], [, b]) => b.logProb - a.logProb)) numberOf(token);
  const path: Packing[] = [root];
  for (const [text, entry] of model.entries()) {
    const packing: Packing = { entry, longer: new Map() };
    path.length = text.length;
    path.at(-1)?.longer.set(numberOf(text.at(-1) ?? ''), packing);
    path.push(packing);
  }
  const levels: (readonly Packing[])[] = [[root]];
  for (let order = 1; order <= model.order; order++) levels.push((levels[order - 1] ?? []).flatMap(sortedLonger));
  return levels;
}

function byToken({ longer }: Packing): readonly (readonly [number, Packing])[] {
  return [...longer].sort(([a], [b]) => a - b);
}

function sortedLonger(nGram: Packing): readonly Packing[] {
  return byToken(nGram).map(([, packing]) => packing);
}

function writeLevel(
  writer: ByteWriter,
  parents: readonly Packing[],
  nGrams: readonly Packing[],
  isLongest: boolean,
): void {
  const probs = codeBook(nGrams.map(({ entry }) => entry.logProb));
  const contexts = nGrams.filter(({ longer }) => longer.size > 0);
  const weights = codeBook(contexts.map(({ entry }) => entry.backoff));
  for (const { values } of isLongest ? [probs] : [probs, weights]) writeBook(writer, values);
  for (const parent of parents) {
    let before = 0;
    for (const [token] of byToken(parent)) {
      writer.varint(token - before);
      before = token + 1;
    }
  }
  writer.raw(probs.codes);
  if (isLongest) return;
  for (const { longer } of nGrams) writer.varint(longer.size);
  writer.raw(weights.codes);
}

function writeBook(writer: ByteWriter, values: CodeBook['values']): void {
  writer.varint(values.length);
  for (const value of values) writer.float32(value);
}

/**
 * A packed model of the bytes of its file, which it keeps. Nothing is made that is larger than the file has bytes for.
 * @throws PackedError
 */
export function readPacked(bytes: Uint8Array): PackedNGrams {
  try {
    return parsePacked(bytes);
  } catch (error) {
    throw error instanceof BytesEnd ? new PackedError(error.message) : error;
  }
}

function parsePacked(bytes: Uint8Array): PackedNGrams {
  if (!isPacked(bytes)) throw new PackedError('it does not begin as one');
  const [content, sum] = [bytes.subarray(0, -4), bytes.subarray(-4)];
  const reader = new ByteReader(content);
  reader.raw(magic.length);
  const has = reader.byte();
  if (has !== version)
    throw new PackedError(`its version must be ${version}, got ${has}. Is ductus of the newest version?`);
  if (new ByteReader(sum).uint32() !== sumOf(content)) throw new PackedError('its checksum differs');
  const { about, tokens, counts } = readHead(reader);
  const total = counts.reduce((all, count) => all + count, 1);
  // Each has a byte for its token and one for its logarithm.
  if (2 * (total - 1) > reader.left) throw new PackedError(`it must have ${total - 1} n-grams, and ends too early`);
  const contexts = total - (counts.at(-1) ?? 0);
  // Small ones: what lies outside of the engine's heap makes it tidy up, which took longer than reading.
  const parts = {
    last: tokens.length <= 2 ** 16 ? new Uint16Array(total) : new Uint32Array(total),
    firstLonger: new Uint32Array(contexts + 1),
    backoffs: new Float32Array(contexts),
  };
  const logProbs: CodedLogProbs[] = [];
  const levels = { ...parts, reader, tokens: tokens.length };
  parts.firstLonger[0] = 1;
  parts.firstLonger[1] = 1 + (counts[0] ?? 0);
  let parents = 0;
  for (const [index, count] of counts.entries()) {
    const begin = parents + (index === 0 ? 1 : (counts[index - 1] ?? 0));
    logProbs.push(readLevel(levels, parents, begin, count, index + 1 === counts.length));
    parents = begin;
  }
  if (reader.left > 0) throw new PackedError('it goes on after its end');
  return new PackedNGrams({ about, tokens, counts, logProbs, ...parts });
}

interface Levels {
  readonly reader: ByteReader;
  readonly tokens: number;
  readonly last: PackedParts['last'];
  readonly firstLonger: Uint32Array;
  readonly backoffs: Float32Array;
}

/** Reads n-grams of one length. @param parents the first of those that are one token shorter @param begin the first of these */
function readLevel(
  { reader, tokens, last, firstLonger, backoffs }: Levels,
  parents: number,
  begin: number,
  count: number,
  isLongest: boolean,
): CodedLogProbs {
  const probs = readBook(reader);
  const weights = isLongest ? probs : readBook(reader);
  for (let parent = parents; parent < begin; parent++) {
    let token = -1;
    for (let at = firstLonger[parent] ?? 0; at < (firstLonger[parent + 1] ?? 0); at++) {
      token += 1 + reader.varint();
      if (token >= tokens) throw new PackedError(`a token must be below ${tokens}, got ${token}`);
      last[at] = token;
    }
  }
  const codes = reader.raw(count);
  checkCodes(codes, probs);
  const logProbs = { begin, codes, book: probs };
  if (isLongest) return logProbs;
  let next = begin + count;
  for (let at = begin; at < begin + count; at++) {
    next += reader.varint();
    if (next > last.length) throw new PackedError('more n-grams are longer than there are');
    firstLonger[at + 1] = next;
  }
  const isContext = (at: number) => (firstLonger[at + 1] ?? 0) > (firstLonger[at] ?? 0);
  for (let at = begin; at < begin + count; at++) if (isContext(at)) backoffs[at] = coded(reader.byte(), weights);
  return logProbs;
}

function checkCodes(codes: Uint8Array, book: Float32Array): void {
  let most = 0;
  // Iterators take several times as long.
  for (let at = 0; at < codes.length; at++) most = Math.max(most, codes[at] ?? 0);
  if (codes.length > 0) coded(most, book);
}

function coded(code: number, book: Float32Array): number {
  const value = book[code];
  if (value === undefined) throw new PackedError(`a code must be below ${book.length}, got ${code}`);
  return value;
}

function readBook(reader: ByteReader): Float32Array {
  const size = reader.varint();
  if (size > 256) throw new PackedError(`a code book must have 256 values at most, got ${size}`);
  const book = new Float32Array(size);
  for (let at = 0; at < size; at++) book[at] = reader.float32();
  return book;
}

function readHead(reader: ByteReader): { about: PackedAbout; tokens: readonly string[]; counts: readonly number[] } {
  const length = reader.varint();
  if (length > longestHead) throw new PackedError(`its head must have ${longestHead} bytes at most, got ${length}`);
  const head = parsedHead(new TextDecoder().decode(reader.raw(length)));
  const { name, source, tokens, counts } = head;
  const areTexts = (list: unknown): list is readonly string[] =>
    Array.isArray(list) && list.every((token) => typeof token === 'string');
  const areCounts = (list: unknown): list is readonly number[] =>
    Array.isArray(list) && list.every((count) => Number.isInteger(count) && count >= 0 && count < 2 ** 28);
  if (typeof name !== 'string' || !areTexts(tokens) || !areCounts(counts)) {
    throw new PackedError('its head must have a name, tokens and counts');
  }
  if (counts.length === 0 || counts.length > highestOrder) {
    throw new PackedError(`its order must be 1 to ${highestOrder}, got ${counts.length}`);
  }
  return { about: { name, ...(typeof source === 'string' ? { source } : {}) }, tokens, counts };
}

function parsedHead(text: string): Readonly<Record<string, unknown>> {
  try {
    const head: unknown = JSON.parse(text);
    return typeof head === 'object' && head !== null ? { ...head } : {};
  } catch {
    throw new PackedError('its head is no JSON');
  }
}
