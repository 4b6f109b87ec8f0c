/** Memory that threads share. Browsers have it in pages that are isolated from other origins only. */

/** Whether threads can share memory here. */
export const canShare: boolean = typeof SharedArrayBuffer !== 'undefined';

/** Memory for all threads; where none can be shared, for this one. */
export function sharedMemory(bytes: number): ArrayBufferLike {
  return canShare ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}

/** The same bytes in shared memory. */
export function inSharedMemory(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(sharedMemory(bytes.length));
  shared.set(bytes);
  return shared;
}

/** Bytes that are not in shared memory, which ONNX Runtime refuses. */
export function ofThisThread(bytes: Uint8Array): Uint8Array {
  return canShare && bytes.buffer instanceof SharedArrayBuffer ? bytes.slice() : bytes;
}
