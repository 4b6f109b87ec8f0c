/**
 * Kernels in WebAssembly, for this package and for ductus, which depends on it; it is no part of the public interface.
 * `npm run build:wasm` makes them from their sources in AssemblyScript. A kernel is compiled when it is first needed,
 * so that importing it costs nothing and can't fail.
 */

// What is used of the standard's interface, which Node's types don't have whole.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => {
    readonly buffer: SharedArrayBuffer;
  };
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Below it lies what the compiler put into the memory. */
const base = 4096;
const pageBytes = 65536;

function compile(text: string, imports: object): unknown {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
}

/** An instance of a kernel, and memory that is handed out afresh for each call. */
export class Kernel<Functions> {
  readonly run: Functions;
  private readonly memory: Memory;

  /**
   * @param text the module in base64
   * @throws where there is no WebAssembly, no SIMD, or a content security policy that forbids it
   */
  constructor(text: string) {
    const exports = compile(text, {});
    this.run = exports as Functions;
    this.memory = (exports as { readonly memory: Memory }).memory;
  }

  /** Makes room for the arrays of a call; what stood there before is lost. @returns where each of them begins */
  reserve<const Lengths extends readonly number[]>(
    ...byteLengths: Lengths
  ): { readonly [Index in keyof Lengths]: number } {
    const { starts, end } = placed(byteLengths);
    const missing = end - this.memory.buffer.byteLength;
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

export interface SharedKernel<Functions> {
  readonly run: Functions;
  /** Where each of the arrays begins in its memory. */
  readonly starts: readonly number[];
  readonly buffer: SharedArrayBuffer;
}

/**
 * A kernel that imports its memory, over new memory that threads share, of room for arrays that stay.
 *
 * @param text the module in base64
 * @throws where there is no WebAssembly, no SIMD, no memory to share, or less of it than asked
 */
export function sharedKernel<Functions>(text: string, byteLengths: readonly number[]): SharedKernel<Functions> {
  const { starts, end } = placed(byteLengths);
  const pages = Math.ceil(end / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const run = compile(text, { env: { memory } }) as Functions;
  return { run, starts, buffer: memory.buffer };
}

/** Arrays one behind the other. @returns where each begins, and how many bytes that is in all */
function placed(byteLengths: readonly number[]): { readonly starts: readonly number[]; readonly end: number } {
  let end = base;
  const starts = byteLengths.map((length) => {
    const start = end;
    // A vector that is read at an array's end may reach beyond it.
    end += Math.ceil(length / 16) * 16 + 16;
    return start;
  });
  return { starts, end };
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
