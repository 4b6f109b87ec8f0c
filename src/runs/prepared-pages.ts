/** The pages of a run, once they are found. */
import type { Skipped } from '../formats/index.js';
import type { LayoutSample } from '../layout/index.js';

export interface PreparedPages {
  readonly training: readonly LayoutSample[];
  readonly validation: readonly LayoutSample[];
  readonly validationSource: string;
  readonly warnings: readonly string[];
  readonly skipped: readonly Skipped[];
}
