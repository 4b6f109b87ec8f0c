/** What the worker for images, PDFs and TIFFs is asked, and what it answers. */
import type { Reason } from './left-out.js';

/** An image as it is shown, turned as the camera says. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly thumbnail: Blob;
}

export interface Refused {
  readonly reason: Reason;
  readonly detail?: string | undefined;
}

export interface RenderedPage extends Picture {
  readonly image: Blob;
}

/** What has pages with an image each. */
export type BookKind = 'pdf' | 'tiff';

/** Each call: what goes in, what comes out. One book is open at a time. */
export interface PaperCalls {
  look: { in: Blob; out: Picture | Refused };
  /** The file, and where the files of pdf.js are served. */
  openBook: {
    in: { readonly kind: BookKind; readonly file: Blob; readonly assets: string };
    out: { readonly pages: number } | Refused;
  };
  /** From 1. */
  bookPage: { in: number; out: RenderedPage | Refused };
  closeBook: { in: undefined; out: undefined };
}

export type PaperCall = keyof PaperCalls;

export interface PaperRequest {
  readonly id: number;
  readonly name: PaperCall;
  readonly in: unknown;
}

export type PaperAnswer =
  | { readonly id: number; readonly out: unknown }
  | { readonly id: number; readonly error: string };
