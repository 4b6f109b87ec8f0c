/** Files, which only Node has: finding, reading, atomic writing, locks, and what is fetched when somebody names it. */
export { isPrivateAddress, RemoteError } from './addresses.js';
export * from './checksum.js';
export * from './disk.js';
export * from './file-lock.js';
export * from './files.js';
export { findFiles, isPattern, placeBelow } from './find-files.js';
export * from './folders.js';
export { hubFiles, isHubName } from './hub.js';
export * from './remote.js';
