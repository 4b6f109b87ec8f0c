/** Where objects lie: folders, also on disks that machines share. Node only. */
export { ObjectError } from './object-error.js';
export * from './object-store.js';
export { openStore } from './open-store.js';
