/** From an address to the store that it names. */
import { fileURLToPath } from 'node:url';
import { FolderStore } from './folder-store.js';
import { ObjectError } from './object-error.js';
import type { ObjectStore } from './object-store.js';

/**
 * Opens a store; nothing is read or written yet.
 *
 * @param address the path of a folder, or `file:///…` of one
 * @throws ObjectError with the code object/address for an address of another kind
 */
export async function openStore(address: string): Promise<ObjectStore> {
  const [, scheme] = /^(\w[\w+.-]+):\/\//.exec(address) ?? [];
  if (scheme === undefined) return new FolderStore(address);
  if (scheme === 'file') return new FolderStore(fileURLToPath(address));
  throw new ObjectError(`${address}: objects lie in folders (file:///…), not at ${scheme}://`, {
    code: 'object/address',
    details: { value: address },
  });
}
