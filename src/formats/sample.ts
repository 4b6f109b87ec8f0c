/** What every reader gives: lines with their texts, by name, and what can't be used with the reason. */
export interface LineSource {
  /** Path without its extensions, for messages and results. */
  readonly name: string;
  readonly imagePath: string;
  /** Where the text is. */
  readonly textPath: string;
  /** Lines of one document stay on one side of a split. */
  readonly document: string;
}

export interface Skipped {
  readonly name: string;
  /** The same words for the same fault, so that faults can be counted. */
  readonly reason: string;
  /** What is special about this one. */
  readonly detail?: string;
}

export interface Listing {
  readonly lines: readonly LineSource[];
  readonly skipped: readonly Skipped[];
}
