/** What this browser keeps: documents, their pages, images, models. Plain data, as IndexedDB takes it. */
import type { Page } from 'ductus/web';

export interface DocumentRecord {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly changed: number;
  /** In the order of the document. */
  readonly pages: readonly PageSummary[];
  /** The model that reads it: the id of a kept model; without, the one that comes with ductus. */
  readonly model?: string | undefined;
}

/** What a list of pages shows of one, so that no whole page has to be read for it. */
export interface PageSummary {
  readonly id: string;
  readonly name: string;
  readonly state: PageState;
  readonly lines: number;
  /** Lines that a person has corrected or confirmed. */
  readonly checked: number;
}

/** PAGE or ALTO that came with the image. What is written goes back into it, changed only where the person changed it. */
export interface Description {
  /** Of the file. */
  readonly name: string;
  readonly text: string;
  /** What it said when it came, in pixels of the image. */
  readonly page: Page;
}

/** `waiting`: for the reader; `failed`: with `problem`, in the words of the library. */
export type PageState = 'waiting' | 'read' | 'failed';

export interface PageRecord {
  readonly id: string;
  readonly document: string;
  /** The image's file name. */
  readonly name: string;
  /** Whether the image is that of one line. */
  readonly single?: boolean | undefined;
  readonly state: PageState;
  readonly problem?: string | undefined;
  /** What the finder of lines had to say: `no-writing`, … */
  readonly warnings: readonly string[];
  /** In pixels of the image; without regions until it is read. */
  readonly page: Page;
  /** Lines whose text a person has corrected or confirmed. */
  readonly checked: readonly string[];
  /** Lines whose text the language model changed, with what stood there before. */
  readonly relaid: Readonly<Record<string, string>>;
  readonly description?: Description | undefined;
}

/** A model that was trained or opened here. */
export interface ModelRecord {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  /** The .onnx file that reads, in 8 bits where there is one. */
  readonly reads: Blob;
  /** The same in float32, which training goes on from; without, it can't be trained on. */
  readonly trains?: Blob | undefined;
  /** Character error rates on lines held out, 0 to 1, and how many lines were learnt from. */
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly lines?: number | undefined;
}

/** An identifier that nothing else has; `crypto.randomUUID` is only there in secure pages. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
