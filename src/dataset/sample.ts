/** A line to learn from or to be measured on, and the kinds of places that its image can be in. */
import type { CutOptions, LineShape } from '../image/index.js';

/** One line to learn from or to be measured on. The image stays where it is until a batch needs it. */
export interface Sample {
  /** Path without extensions. */
  readonly name: string;
  /** The name below the DATA argument, of no other line: what randomness and a run's identity know a line by. */
  readonly key: string;
  readonly image: SampleImage;
  readonly text: string;
  readonly document: string;
  /** Pixels of the image. */
  readonly width: number;
  readonly height: number;
}

/** Where the image of a line is; `ImageReader` reads all of them. */
export type SampleImage = FileImage | PackedImage | CutImage | BytesImage | PaperImage;

/** A file of its own. */
export interface FileImage {
  readonly kind: 'file';
  readonly path: string;
}

/** A row of a packed data set. */
export interface PackedImage extends PackedPlace {
  readonly kind: 'packed';
  /** What messages call it; a path of nothing. */
  readonly name: string;
}

export interface PackedPlace {
  readonly file: string;
  readonly group: number;
  readonly row: number;
  /** Of the whole group, in the file. */
  readonly groupBytes: number;
}

/** A part of a page's image. */
export interface CutImage {
  readonly kind: 'cut';
  /** The path of the page's image. */
  readonly page: string;
  readonly cut: LineCut;
}

/** How a line is cut out of its page's image. */
export interface LineCut extends LineShape, CutOptions {}

/** In memory, as a file would have it (png, jpg, …): a program's, or a browser's, which has no files. */
export interface BytesImage {
  readonly kind: 'bytes';
  /** What messages call it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Paper without text, drawn when it is wanted. */
export interface PaperImage {
  readonly kind: 'paper';
  readonly name: string;
  readonly seed: number;
  readonly number: number;
}

/** What messages call an image: its path, that of its page, or a name. */
export function imageName(image: SampleImage): string {
  switch (image.kind) {
    case 'file':
      return image.path;
    case 'cut':
      return image.page;
    default:
      return image.name;
  }
}

/** The file that an image is read from; of bytes in memory and of what is drawn there is none. */
export function imageFile(image: SampleImage): string | undefined {
  switch (image.kind) {
    case 'packed':
      return image.file;
    case 'bytes':
    case 'paper':
      return undefined;
    default:
      return imageName(image);
  }
}
