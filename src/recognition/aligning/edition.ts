/** The text that lines are to be found in: its characters, their classes, and where a line may begin or end. */
import type { Model } from '../../model/index.js';
import { applyRules, baseDirection, type Direction } from '../../text/index.js';
import { alongLine, ComparedCharacters, partingSigns } from './compared-characters.js';

/** Whether a line may end, and the next begin, before a character: between words, or inside of one. */
export type Break = 'never' | 'between' | 'inside';

export interface Edition {
  /** Code points as the edition has them, in the model's Unicode form; what is white is one space. */
  readonly characters: readonly string[];
  /** The class of each, 0 where the model has none like it: such characters say nothing of where lines end. */
  readonly labels: Int32Array;
  /** Before each character, and behind the last, [characters + 1]. */
  readonly breaks: readonly Break[];
  readonly direction: Exclude<Direction, 'auto'>;
  /** Signs at parted words that the model can write, with their classes. */
  readonly signs: readonly { readonly sign: string; readonly label: number }[];
  readonly compared: ComparedCharacters;
  /** All classes that matter for a line's place: the blank first, those of the text, and those of the signs. */
  readonly classes: Int32Array;
}

/** An edition as a model's lines are compared with it. */
export function editionFor({ alphabet, metadata }: Pick<Model, 'alphabet' | 'metadata'>, text: string): Edition {
  const rules = metadata.text;
  // What is put out later is the edition's: quotes and dashes stay as they are.
  const written = applyRules(text, { ...rules, whitespace: 'collapse', quotes: 'keep', dashes: 'keep' });
  const direction = rules.direction === 'auto' ? baseDirection(written) : rules.direction;
  const compared = new ComparedCharacters(alphabet);
  const characters = [...written];
  const labels = Int32Array.from(alongLine(written, direction), (character) => compared.label(character));
  const signs = partingSigns
    .filter((sign) => alphabet.missing(sign).length === 0)
    .map((sign) => ({ sign, label: compared.label(sign) }));
  return {
    characters,
    labels,
    breaks: [...characters.keys(), characters.length].map((at) => breakBefore(characters, at)),
    direction,
    signs,
    compared,
    classes: Int32Array.from(new Set([0, ...new Set(labels), ...signs.map(({ label }) => label)])),
  };
}

const divider = /[-‐‑–—¬=/]/u;
/** No line begins with it. */
const closing = /[\p{M},.;:!?)\]}»”]/u;

function breakBefore(characters: readonly string[], at: number): Break {
  const [before, after] = [characters[at - 1], characters[at]];
  if (before === undefined || after === undefined || before === ' ') return 'between';
  if (after === ' ' || closing.test(after)) return 'never';
  return divider.test(before) ? 'between' : 'inside';
}

/** The text of a span as a line has it. */
export function textOfSpan({ characters }: Edition, start: number, end: number): string {
  return characters.slice(start, end).join('').trim();
}
