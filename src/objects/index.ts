/** Where objects lie: folders, also on disks that machines share, and S3. Node only. */
export { ObjectError } from './object-error.js';
export { isKey } from './object-key.js';
export * from './object-store.js';
export { openStore } from './open-store.js';
export { placeOf, Staging } from './staging.js';
