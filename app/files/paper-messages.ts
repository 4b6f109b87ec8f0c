/** What the worker for images and PDFs is asked, and what it answers. */
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

/** Each call: what goes in, what comes out. One PDF is open at a time. */
export interface PaperCalls {
  look: { in: Blob; out: Picture | Refused };
  /** Where the files of pdf.js are served, and the PDF. */
  openPdf: { in: { readonly pdf: Blob; readonly assets: string }; out: { readonly pages: number } | Refused };
  /** From 1. */
  pdfPage: { in: number; out: RenderedPage | Refused };
  closePdf: { in: undefined; out: undefined };
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
