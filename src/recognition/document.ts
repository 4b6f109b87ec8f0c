/** Documents before and after they are read. */
import type { PagePlace } from '../documents/node.js';
import type { Skipped } from '../formats/index.js';
import type { Raster } from '../image/index.js';
import type { Page } from '../page/index.js';
import type { DocumentLanguage } from './document-language.js';
import type { ReadLine } from './read-line.js';

/** A document that is to be read, as `findDocuments` gives them. */
export type DocumentToRead = SegmentedDocument | UnsegmentedDocument;

/** What all documents have. */
interface NamedDocument {
  /** What messages call it: of a line its image, of a described page its description, else its place (`file.pdf#3`). */
  readonly path: string;
  /** What its results are called below their folder, with `/` between the parts and without an ending. */
  readonly key: string;
}

/** A document whose lines are known. */
export interface SegmentedDocument extends NamedDocument {
  /** The image of a single line, or a page whose lines a PAGE or ALTO file describes. */
  readonly kind: 'line' | 'page';
  /** Of a described page its image, where that is there. */
  readonly imagePath?: string;
}

/** The image of a page whose lines are to be found. */
export interface UnsegmentedDocument extends NamedDocument {
  readonly kind: 'unsegmented';
  readonly place: PagePlace;
  /** A description of it that has no lines. */
  readonly description?: string;
}

/** A document with its texts. */
export interface ReadDocument {
  readonly document: DocumentToRead;
  /** In pixels of the image. The image of a line is a page of one line; a line that could not be read has no text. */
  readonly page: Page;
  /** The file that the image is in. */
  readonly imagePath: string;
  /** Of a page that has no image file of its own, but is one of several in a file. */
  readonly image?: { readonly raster: Raster; readonly dpi: number | undefined };
  /** Of a line image: as the recogniser gave it, its confidences not rounded. */
  readonly line?: ReadLine;
  /** The language that it was found to be in, where that was looked for. */
  readonly language?: DocumentLanguage;
  /** Lines and regions of a page that could not be read, with the reasons. */
  readonly skipped: readonly Skipped[];
  /** What may be wrong with a page whose lines were found, in whole sentences. */
  readonly notes?: readonly string[];
}

/** A document that could not be read, and why. */
export interface UnreadDocument {
  readonly document: DocumentToRead;
  readonly problem: Skipped;
}
