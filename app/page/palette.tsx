/** Characters that the model knows and keyboards don't have at hand. */
import { computed } from '@preact/signals';
import { sheetLines } from '../state/open-page.js';
import { reader } from '../state/reader.js';
import { words } from '../words/index.js';
import { insertAtCaret } from './caret.js';

/** Letters, digits and signs of every keyboard. */
const plain = /^[\x20-\x7e]$/u;

/** What occurs on the page comes first, then what the model can write. */
const characters = computed(() => {
  const counts = new Map<string, number>();
  for (const character of sheetLines.value.flatMap(({ text }) => Array.from(text))) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const rare = new Set([...counts.keys(), ...(reader.value?.characters ?? [])]);
  return [...rare]
    .filter((character) => !plain.test(character) && character.trim() !== '')
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.localeCompare(b));
});

export function Palette() {
  return (
    <div class="palette" role="toolbar" aria-label={words.value.page.characters}>
      {characters.value.map((character) => (
        <button
          key={character}
          type="button"
          class="button quiet"
          // The cursor stays in the text.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => insertAtCaret(character)}
        >
          {shown(character)}
        </button>
      ))}
    </div>
  );
}

/** A mark that stands on a letter gets one to stand on. */
function shown(character: string): string {
  return /^\p{M}/u.test(character) ? `\u25cc${character}` : character;
}
