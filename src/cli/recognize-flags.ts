/** What recognize is told. */
import type { OutputFormat } from '../formats/index.js';
import type { LanguageFlags } from './language-flags.js';
import type { FinderFlags } from './layout-flags.js';

export interface RecognizeFlags extends LanguageFlags, FinderFlags {
  readonly json?: boolean;
  readonly out?: string;
  readonly format?: readonly OutputFormat[];
  readonly threads?: number;
  readonly lines?: boolean;
  readonly pages?: boolean;
  readonly overwrite?: boolean;
  readonly copyImages?: boolean;
  readonly cache?: string;
  readonly rightToLeft?: boolean;
  readonly upright?: boolean;
  readonly shard?: string;
}
