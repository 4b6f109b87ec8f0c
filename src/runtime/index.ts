/** The door to the machine: ONNX Runtime, threads, WebAssembly kernels, image decoding. It knows nothing of ductus. */
export { type Kernel, kernelOrTwin } from '@ductus/ctc/webassembly';
export * from './concurrency.js';
export * from './images.js';
export * from './memory.js';
export * from './sessions.js';
export { aboutTarget, systemError, systemPath, systemProblem } from './system-errors.js';
export * from './thread-session.js';
export * from './workers.js';
