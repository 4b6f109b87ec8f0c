/**
 * Documents divided among machines without a server: each takes those whose names have its number by a hash. So the same
 * archive gives the same parts wherever it lies, and a document that is added changes no other's.
 */
import { sha256 } from '../files/index.js';
import { documentOf } from '../formats/index.js';
import type { DocumentToRead } from './document.js';
import { RecognitionError } from './recognition-error.js';

export interface Shard {
  /** From 1. */
  readonly index: number;
  /** How many there are. */
  readonly count: number;
}

/** Digits of a hash that are its number: 48 bits, which a double has exactly. */
const digits = 12;

/** @throws RecognitionError with the code shard/wrong unless it is one of as many as it says */
export function checkShard({ index, count }: Shard): void {
  if (Number.isSafeInteger(count) && Number.isSafeInteger(index) && index >= 1 && index <= count) return;
  throw new RecognitionError(
    `\`shard\` must be i of n with whole numbers, i from 1 to n, got ${index} of ${count}: the first of four is 1 of 4`,
    { code: 'shard/wrong', details: { options: ['shard'], value: { index, count } } },
  );
}

/**
 * Which of several shards has a document. Lines that were cut out of one stay together, since its language is found of all.
 * @returns from 1
 */
export function shardOf({ kind, key }: Pick<DocumentToRead, 'kind' | 'key'>, count: number): number {
  return shardOfName(kind === 'line' ? documentOf(key) : key, count);
}

/** @param name systems that write it in another form of Unicode say the same */
export function shardOfName(name: string, count: number): number {
  return (Number.parseInt(sha256(name.normalize('NFC')).slice(0, digits), 16) % count) + 1;
}

/** What files of a shard have in their names: nothing where nothing is divided. */
export function shardEnding(shard: Shard | undefined): string {
  return shard ? `.${shard.index}-of-${shard.count}` : '';
}

/** For people. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}
