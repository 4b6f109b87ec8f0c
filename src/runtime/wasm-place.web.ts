/** Where ONNX Runtime's WebAssembly file lies; the threads that a page starts are told. */

let place: string | undefined;

/**
 * Says where `ort-wasm-simd-threaded.wasm` lies, for all that is loaded from then on. Without it, it lies beside the module.
 * @param wasm address, from the page
 */
export function useRuntime({ wasm }: { readonly wasm: string | URL }): void {
  place = new URL(wasm, globalThis.document?.baseURI ?? location.href).href;
}

/** An absolute address; `undefined`: beside the module. */
export function wasmPlace(): string | undefined {
  return place;
}
