/** The text of the active line, to be written in. What is doubtful is marked behind the letters. */

import { editing, type PageLine } from 'ductus/web';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { activeIndex, check, editPage, isChecked } from '../state/open-page.js';
import { words } from '../words/index.js';
import { caret, wishedCaret } from './caret.js';
import { LineText } from './line-text.js';
import { characterAtPointer, codePoints, pointed, utf16Offset } from './pointed.js';

export function Field({ line }: { readonly line: PageLine }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(line.text);
  // A space at the end is the beginning of another word; the page doesn't have it.
  const value = editing.collapsed(draft) === line.text ? draft : line.text;
  useCaret(field, line, value);
  const write = (text: string) => {
    const typed = text.replaceAll('\n', ' ');
    setDraft(typed);
    editPage('text', (page) => editing.withText(page, line.id, typed), `text ${line.id}`);
  };
  const follow = () => {
    const at = field.current?.selectionStart ?? 0;
    caret.value = { line: line.id, offset: at };
    pointed.value = { line: line.id, index: Math.max(0, codePoints(value, at) - (at === value.length ? 1 : 0)) };
  };
  const point = (event: MouseEvent) => {
    const index = characterAtPointer(event, value);
    if (index !== undefined) pointed.value = { line: line.id, index };
  };
  return (
    <div class="field-text">
      <div class="field-marks" aria-hidden="true">
        <LineText
          line={value === line.text ? line : { ...line, words: [], text: value }}
          checked={isChecked(line.id)}
        />
        {'\u200b'}
      </div>
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-label={words.value.page.text(activeIndex.value + 1)}
        value={value}
        onInput={({ currentTarget }) => write(currentTarget.value)}
        onSelect={follow}
        onKeyUp={follow}
        onClick={follow}
        onPointerMove={point}
        onPointerLeave={follow}
      />
    </div>
  );
}

/** Puts the cursor where it is wished, such as at the next doubtful character; else at the end of a line that is new here. */
function useCaret(field: { readonly current: HTMLTextAreaElement | null }, line: PageLine, text: string): void {
  useLayoutEffect(() => {
    const wish = wishedCaret.value;
    if (!wish || wish.line !== line.id || !field.current) return;
    wishedCaret.value = undefined;
    field.current.focus({ preventScroll: true });
    const from = wish.index === 'end' ? text.length : utf16Offset(text, wish.index);
    // A doubtful character is chosen whole, so that what is typed replaces it.
    const to = wish.index === 'end' || !wish.whole ? from : utf16Offset(text, wish.index + 1);
    field.current.setSelectionRange(from, to);
  }, [line.id, wishedCaret.value]);
}

/** Whether a line is checked, to be changed by hand. */
export function CheckBox({ line }: { readonly line: PageLine }) {
  const { page } = words.value;
  return (
    <label class="choice small">
      <input
        type="checkbox"
        checked={isChecked(line.id)}
        onChange={({ currentTarget }) => check(line.id, currentTarget.checked)}
      />
      <span>{page.checked}</span>
    </label>
  );
}
