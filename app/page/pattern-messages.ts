/** What the thread for regular expressions is asked, and what it answers. */
import type { editing, Page } from 'ductus/web';

export interface PatternQuestion {
  /** Of their lines only ids and texts count. */
  readonly pages: readonly Page[];
  readonly pattern: string;
  readonly options: editing.FindOptions;
  /** Without one, places are wanted. */
  readonly replacement?: string | undefined;
}

export type PatternAnswer =
  /** Once, when the thread has loaded what it needs. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'places'; readonly places: readonly editing.PlaceFound[] }
  /** Of each page the lines with another text. */
  | { readonly kind: 'texts'; readonly texts: readonly (readonly ChangedText[])[] }
  | { readonly kind: 'problem'; readonly problem: string };

export interface ChangedText {
  readonly id: string;
  readonly text: string;
}
