/** Keys of objects: what every store can have, and nothing that leads out of a folder. */
import { ObjectError } from './object-error.js';

/** UTF-8 bytes that a key of S3 may have. */
const mostBytes = 1024;

/** Whether every store can have it. */
export function isKey(key: string): boolean {
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..') || /[\0\\]/.test(key)) return false;
  return new TextEncoder().encode(key).length <= mostBytes;
}

/**
 * @returns the key, in the form that is compared: Unicode as it was given, parts that are not empty
 * @throws ObjectError with the code object/key for what is no key
 */
export function checkedKey(key: string): string {
  if (isKey(key)) return key;
  throw new ObjectError(
    `object: a key must be parts with / between them, none empty, . or .., without backslashes, ${mostBytes} bytes at most, got ${JSON.stringify(key)}`,
    { code: 'object/key', details: { value: key } },
  );
}
