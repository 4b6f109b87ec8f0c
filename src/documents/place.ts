/** Where the image of a page is: in a file of its own, or a page among others in a file or on a server. */

import type { Raster } from '../image/index.js';
import type { Box } from '../page/index.js';
import type { IiifCanvas } from './iiif-manifest.js';

export type PagePlace = ImagePlace | NumberedPlace | IiifPlace;

/** A file of one image. */
export interface ImagePlace {
  readonly kind: 'image';
  readonly path: string;
}

/** A page of a PDF, or an image of a TIFF that has several. */
export interface NumberedPlace {
  readonly kind: 'pdf' | 'tiff';
  readonly path: string;
  /** From 1. */
  readonly page: number;
}

/** A canvas of a manifest. */
export interface IiifPlace {
  readonly kind: 'iiif';
  /** The manifest's address. */
  readonly manifest: string;
  /** Its number among all canvases, from 1. */
  readonly page: number;
  readonly canvas: IiifCanvas;
  /** Where its image is kept once it was fetched. */
  readonly path: string;
}

/** A page's image in memory. */
export interface PageImage {
  readonly raster: Raster;
  /** Pixels an inch, where that is known. */
  readonly dpi: number | undefined;
  /** What the file itself says is written where; only PDFs do. */
  readonly texts: readonly PlacedText[];
}

/** Text that a PDF has, drawn or invisible over a scan. */
export interface PlacedText {
  readonly text: string;
  /** Pixels of the page's image. */
  readonly box: Box;
}

/** What messages call a page: its file, or `file.pdf#3`. */
export function placeName(place: PagePlace): string {
  switch (place.kind) {
    case 'image':
      return place.path;
    case 'iiif':
      return `${place.manifest}#${place.page}`;
    default:
      return `${place.path}#${place.page}`;
  }
}

/** The end of the names of results: `_0003`. */
export function pageEnding(page: number): string {
  return `_${String(page).padStart(4, '0')}`;
}
