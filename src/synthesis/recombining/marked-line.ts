/** What pieces are cut from: a line of known text, with where each of its characters stands. */
import type { Raster } from '../../image/index.js';

/** A character of the text at its place on the line. */
export interface MarkedCharacter {
  readonly character: string;
  /** Where it begins and ends, in pixels of the raster; neighbours meet, and a space is the gap between two words. */
  readonly from: number;
  readonly to: number;
  /** ln of the probability that it stands there, as whoever placed it says; 0 where that is sure. */
  readonly score: number;
}

export interface MarkedLine {
  /** Of the line, for messages. */
  readonly name: string;
  /** Whose hand it is: lines of one document are of one. */
  readonly document: string;
  /** Light levels. */
  readonly raster: Raster;
  /** As they stand from left to right. */
  readonly characters: readonly MarkedCharacter[];
}
