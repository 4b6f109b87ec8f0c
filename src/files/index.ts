/** Files, which only Node has: finding, reading, atomic writing, locks, and data sets of the Hub. */
export * from './disk.js';
export * from './file-lock.js';
export * from './files.js';
export { findFiles, isPattern, placeBelow } from './find-files.js';
export * from './folders.js';
export { hubFiles, isHubName } from './hub.js';
