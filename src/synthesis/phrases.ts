/** Short texts to draw: words put together with the capitals and signs that handwriting has. */
import type { Random } from '../random/index.js';

export interface PhraseOptions {
  readonly words: readonly string[];
  readonly leastWords: number;
  readonly mostWords: number;
  readonly leastCharacters: number;
  readonly mostCharacters: number;
}

/** A phrase that keeps to the limits; its words are drawn until they do. */
export function phrase(options: PhraseOptions, random: Random): string {
  for (;;) {
    const count = options.leastWords + random.below(options.mostWords - options.leastWords + 1);
    const words = Array.from({ length: count }, () => written(random.pick(options.words), random));
    const text = punctuated(words, random);
    const length = [...text].length;
    if (length >= options.leastCharacters && length <= options.mostCharacters) return text;
  }
}

/** Small letters mostly, a capital first sometimes, all capitals seldom: every letter is seen in both cases. */
function written(word: string, random: Random): string {
  const chance = random.uniform();
  if (chance < 0.12) return word.toUpperCase();
  if (chance < 0.4) return word.charAt(0).toUpperCase() + word.slice(1);
  return word;
}

function punctuated(words: readonly string[], random: Random): string {
  const joined = words.reduce((text, word) => {
    const chance = random.uniform();
    if (chance < 0.1) return `${text}, ${word}`;
    if (chance < 0.16) return `${text}-${word}`;
    if (chance < 0.2) return `${text}'s ${word}`;
    if (chance < 0.24) return `${text}. ${word}`;
    return `${text} ${word}`;
  });
  return random.uniform() < 0.2 ? `${joined}.` : joined;
}
