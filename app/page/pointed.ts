/** Which character of which line is pointed at, by the pointer or by the cursor: it is shown where it came from. */
import { computed, signal } from '@preact/signals';
import { editing } from 'ductus/web';
import { sheetLines } from '../state/open-page.js';

export interface Pointed {
  readonly line: string;
  /** Code points of the line's text. */
  readonly index: number;
}

export const pointed = signal<Pointed | undefined>(undefined);

/** Its outline on the page; `undefined` where nobody knows it, as of what a person wrote. */
export const pointedOutline = computed(() => {
  const at = pointed.value;
  const line = at && sheetLines.value.find(({ id }) => id === at.line);
  return line && editing.glyphAt(line, at.index)?.polygon;
});

/** From an offset of JavaScript's (UTF-16) to code points. */
export function codePoints(text: string, offset: number): number {
  return Array.from(text.slice(0, offset)).length;
}

/** From code points to an offset of JavaScript's. */
export function utf16Offset(text: string, index: number): number {
  return Array.from(text).slice(0, index).join('').length;
}

/** The character of a text below the pointer: `undefined` beside it, or where the browser can't say. */
export function characterAtPointer({ clientX, clientY }: MouseEvent, text: string): number | undefined {
  const place = caretAt(clientX, clientY);
  if (!place) return undefined;
  const { node, offset } = place;
  if (node instanceof HTMLTextAreaElement) return before(text, offset);
  const run = node.parentElement?.closest<HTMLElement>('[data-from]');
  return run ? Number(run.dataset.from) + before(node.textContent ?? '', offset) : undefined;
}

function caretAt(x: number, y: number): { readonly node: Node; readonly offset: number } | undefined {
  const position = document.caretPositionFromPoint?.(x, y);
  if (position) return { node: position.offsetNode, offset: position.offset };
  // Chromium before 128 and Safari before 18.4 have only this, which sees nothing in fields.
  const range = document.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : undefined;
}

/** The place is between characters: the nearer one is either, and the one before is as good. */
function before(text: string, offset: number): number {
  return Math.max(0, codePoints(text, offset) - 1);
}
