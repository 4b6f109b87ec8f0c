/** Kernels in WebAssembly, which their sources in wasm/ become by `npm run build:wasm`. */

// What is used of the standard's interface, which Node's types don't have whole.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Below it lies what the compiler put into the memory. */
const base = 4096;
const pageBytes = 65536;

/** An instance of a kernel, and memory that is handed out afresh for each call. */
export class Kernel<Functions> {
  readonly run: Functions;
  private readonly memory: Memory;
  private used = base;

  /** @param text the module in base64 */
  constructor(text: string) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
    this.run = exports as Functions;
    this.memory = (exports as { readonly memory: Memory }).memory;
  }

  /** Makes room for the arrays of a call; what stood there before is lost. @returns where each of them begins */
  reserve(...byteLengths: readonly number[]): readonly number[] {
    this.used = base;
    const starts = byteLengths.map((length) => {
      const start = this.used;
      // A vector that is read at an array's end may reach beyond it.
      this.used += Math.ceil(length / 16) * 16 + 16;
      return start;
    });
    const missing = this.used - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    return starts;
  }

  /** Copies an array into reserved room. */
  write(at: number, values: ArrayBufferView): void {
    const { buffer, byteOffset, byteLength } = values;
    new Uint8Array(this.memory.buffer).set(new Uint8Array(buffer, byteOffset, byteLength), at);
  }

  /** Reserved room as bytes, until the next `reserve`. */
  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length);
  }

  /** Reserved room as numbers, until the next `reserve`. */
  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }
}
