/** The door to the machine: ONNX Runtime, threads, WebAssembly kernels, image decoding. It knows nothing of ductus. */

export { type Kernel, kernelOrTwin, sharedKernel } from '@ductus/ctc/webassembly';
export { coreCount, usualThreads } from '#variant/runtime/machine';
export type { SharedTensor } from './bound-session.js';
export * from './concurrency.js';
export * from './grey-image.js';
export * from './images.js';
export { type PoolRun, SessionPool } from './session-pool.js';
export * from './sessions.js';
export { sharedMemory } from './shared-memory.js';
export { systemProblem } from './system-errors.js';
export { startSession, startSessions, type ThreadSession } from './thread-session.js';
export { Turns } from './turns.js';
export * from './workers.js';
