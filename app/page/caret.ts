/** The cursor in the text of the active line. */
import { signal } from '@preact/signals';

/** Where it is: UTF-16 units of the text. */
export const caret = signal<{ readonly line: string; readonly offset: number } | undefined>(undefined);

/** Where it shall be, as soon as the line's field is there. */
export const wishedCaret = signal<
  { readonly line: string; readonly index: number | 'end'; readonly whole?: boolean } | undefined
>(undefined);

/** Writes a character where the cursor is, as if it were typed, so that the field's own undo and input hear of it. */
export function insertAtCaret(text: string): void {
  const field = document.querySelector<HTMLTextAreaElement>('.field-text textarea');
  if (!field) return;
  field.focus();
  const [from, to] = [field.selectionStart, field.selectionEnd];
  field.setRangeText(text, from, to, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true, data: text }));
}
