/** What only Node can do: files, image decoding, ONNX Runtime, threads. The rooms above it know no runtime. */
export * from './disk.js';
export * from './file-lock.js';
export * from './files.js';
export { findFiles, isPattern, placeBelow } from './find-files.js';
export * from './folders.js';
export { hubFiles, isHubName } from './hub.js';
export * from './images.js';
export * from './memory.js';
export * from './sessions.js';
export { systemPath, systemProblem } from './system-errors.js';
export * from './thread-session.js';
export * from './workers.js';
