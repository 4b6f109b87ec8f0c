/** What was not imported, and why. */
export type Reason =
  | 'unreadable'
  | 'other'
  | 'encrypted'
  | 'damagedPdf'
  | 'noImage'
  | 'otherShape'
  | 'empty'
  | 'tooLarge'
  | 'tooManyBytes'
  | 'damagedXml'
  | 'again';

export interface LeftOut {
  /** Of the file, with its folder. */
  readonly name: string;
  /** Of a PDF or a TIFF, from 1; without, all of the file. */
  readonly page?: number | undefined;
  readonly reason: Reason;
  /** In the words of whoever found it. */
  readonly detail?: string | undefined;
}

/** Larger images are refused by the library too. */
export const mostPixels = 100_000_000;
export const mostBytes = 500_000_000;
