/** From an address to the store that it names. */
import { fileURLToPath } from 'node:url';
import { FolderStore } from './folder-store.js';
import { ObjectError } from './object-error.js';
import type { ObjectStore } from './object-store.js';

/**
 * Opens a store; nothing is read or written yet.
 *
 * @param address the path of a folder, `file:///…` of one, or `s3://BUCKET/PREFIX` with `?endpoint=https://…` and
 * `&region=…` for a store that is not Amazon's (else AWS_ENDPOINT_URL says where that is)
 * @throws ObjectError with the code object/address for an address of another kind, or package/missing when the package for
 * S3 is not installed
 */
export async function openStore(address: string): Promise<ObjectStore> {
  const [, scheme] = /^(\w[\w+.-]+):\/\//.exec(address) ?? [];
  if (scheme === undefined) return new FolderStore(address);
  if (scheme === 'file') return new FolderStore(fileURLToPath(address));
  if (scheme === 's3') return (await import('./s3-store.js')).S3Store.open(address);
  throw new ObjectError(`${address}: objects lie in folders (file:///…) or on S3 (s3://…), not at ${scheme}://`, {
    code: 'object/address',
    details: { value: address },
  });
}
