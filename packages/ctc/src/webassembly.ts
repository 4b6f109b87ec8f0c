/**
 * Kernels in WebAssembly, for this package and for ductus, which depends on it; it is no part of the public interface.
 * `npm run build:wasm` makes them from their sources in AssemblyScript. A kernel is compiled when it is first needed,
 * so that importing it costs nothing and can't fail.
 */

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

  /**
   * @param text the module in base64
   * @throws where there is no WebAssembly, no SIMD, or a content security policy that forbids it
   */
  constructor(text: string) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
    this.run = exports as Functions;
    this.memory = (exports as { readonly memory: Memory }).memory;
  }

  /** Makes room for the arrays of a call; what stood there before is lost. @returns where each of them begins */
  reserve<const Lengths extends readonly number[]>(
    ...byteLengths: Lengths
  ): { readonly [Index in keyof Lengths]: number } {
    let used = base;
    const starts = byteLengths.map((length) => {
      const start = used;
      // A vector that is read at an array's end may reach beyond it.
      used += Math.ceil(length / 16) * 16 + 16;
      return start;
    });
    const missing = used - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    return starts as { readonly [Index in keyof Lengths]: number };
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

/**
 * What a kernel does, or its twin in TypeScript where WebAssembly is refused: the same results, slower.
 *
 * @param text the module in base64
 * @param fast what is made of the kernel
 * @returns the one or the other; tried once, at the first call
 */
export function kernelOrTwin<Functions, Loops>(
  text: string,
  fast: (kernel: Kernel<Functions>) => Loops,
  twin: Loops,
): () => Loops {
  let chosen: Loops | undefined;
  return () => {
    chosen ??= compiled(text, fast) ?? twin;
    return chosen;
  };
}

function compiled<Functions, Loops>(text: string, fast: (kernel: Kernel<Functions>) => Loops): Loops | undefined {
  try {
    return fast(new Kernel<Functions>(text));
  } catch {
    // No WebAssembly, no SIMD, or a content security policy that forbids it.
    return undefined;
  }
}
