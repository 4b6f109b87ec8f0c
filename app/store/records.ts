/** What this browser keeps: documents, their pages, images, models. Plain data, as IndexedDB takes it. */
import type { Page } from 'ductus/web';
import type { CutLine, Measured } from '../work/messages.js';

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
  readonly format: 'page' | 'alto';
  readonly bytes: Uint8Array<ArrayBuffer>;
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
  /** Lines whose text a person has confirmed, after correcting it or not. */
  readonly checked: readonly string[];
  /** Lines whose text a person has changed, confirmed or not: no reader writes over them. Absent in what older versions kept. */
  readonly written?: readonly string[] | undefined;
  /** Lines whose text the language model changed, with what stood there before. */
  readonly relaid: Readonly<Record<string, string>>;
  readonly description?: Description | undefined;
  /** How many times it was changed: a tab that keeps it sees whether another one has changed it meanwhile. Absent: 0. */
  readonly revision?: number | undefined;
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
  /** Lines that it has learnt from here (`lineKey` in app/learning): they are not held out to measure it. */
  readonly learnt?: readonly string[] | undefined;
  /** How many characters it can write. */
  readonly characters?: number | undefined;
}

/** Learning that is under way in a document; what it has learnt so far is in a run of the library. */
export interface LearningRecord {
  readonly document: string;
  /** Name of the run. */
  readonly run: string;
  /** All lines that the new model will have learnt from, and how many of them in this run. */
  readonly learnt: readonly string[];
  readonly lines: number;
  readonly heldOut: readonly CutLine[];
  /** The model as it was, on the lines held out. */
  readonly before: Measured;
}

/** An identifier that nothing else has; `crypto.randomUUID` is only there in secure pages. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
