/** Where a file goes that a person saves: straight to the disk where the browser can, else into a download. */
import type { FileStream } from './file-stream.js';

export { append } from './file-stream.js';

/** A file that is being written. */
export interface Destination {
  readonly writable: FileStream;
  /** After the writable was closed. */
  readonly finish: () => Promise<void>;
}

interface FileHandle {
  createWritable(): Promise<FileStream>;
}

type Picker = (options: { readonly suggestedName: string }) => Promise<FileHandle>;

/**
 * Asks where to save. Begin in the click itself: later the browser does not ask.
 * @returns `undefined` where the person gave it up
 */
export async function chooseDestination(name: string, type: string): Promise<Destination | undefined> {
  const picker = (globalThis as { showSaveFilePicker?: Picker }).showSaveFilePicker;
  if (!picker) return download(name, type);
  try {
    const handle = await picker.call(globalThis, { suggestedName: name });
    return { writable: await handle.createWritable(), finish: async () => {} };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    // Refused, such as in a frame: a download always works.
    return download(name, type);
  }
}

function download(name: string, type: string): Destination {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  // The browser keeps large ones on its disk.
  const whole = new Response(readable, { headers: { 'content-type': type } }).blob();
  // What is stopped has no whole, and nobody waits for it.
  whole.catch(() => {});
  return { writable, finish: async () => offer(await whole, name) };
}

/** Long enough for the browser to have begun. */
const keptFor = 60_000;

function offer(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), keptFor);
}
