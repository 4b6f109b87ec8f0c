/** The door to the machine: ONNX Runtime, threads, WebAssembly kernels, image decoding. It knows nothing of ductus. */
export { type Kernel, kernelOrTwin } from '@ductus/ctc/webassembly';
export * from './concurrency.js';
export * from './images.js';
export * from './memory.js';
export { type PoolRun, SessionPool } from './session-pool.js';
export * from './sessions.js';
export { aboutTarget, systemError, systemPath, systemProblem } from './system-errors.js';
export * from './thread-session.js';
export { Turns } from './turns.js';
export * from './workers.js';
