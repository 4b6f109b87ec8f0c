/** Which text goes into which hand: line after line, each about as long as the hand's lines are. */
import type { Skipped } from '../../formats/index.js';
import { Random } from '../../random/index.js';
import type { TextSource } from '../phrases.js';
import type { Hand } from './hand.js';

export interface LinePlan {
  readonly hand: Hand;
  readonly text: string;
}

export interface PlanOptions {
  readonly texts: TextSource;
  readonly seed: number;
  /** Characters of a line, at most. */
  readonly most: number;
  /** The characters of a text that nobody can write. */
  readonly lacking: (text: string) => readonly string[];
}

/** A rest of a text that is shorter than this share of a line stays with the line before it. */
const shortRest = 0.35;
/** So many texts that can't be written, one after the other, are the end. */
const attempts = 1000;

/**
 * The n-th line's plan: a function of the hands, the options and n. Texts are gone through in their order; each is broken
 * between words where a line of the hand would end, and goes on in the next line, which is in another hand.
 */
export class LinePlans {
  private readonly plans: LinePlan[] = [];
  /** Words of the text that are not in a line yet. */
  private words: readonly string[] = [];
  private texts = 0;
  /** By text: those with characters that nobody can write. */
  readonly skipped = new Map<string, Skipped>();

  constructor(
    private readonly hands: readonly Hand[],
    private readonly options: PlanOptions,
  ) {}

  /** @returns `undefined` where nothing is left that can be written */
  plan(index: number): LinePlan | undefined {
    while (this.plans.length <= index) {
      const next = this.next();
      if (!next) return undefined;
      this.plans.push(next);
    }
    return this.plans[index];
  }

  private next(): LinePlan | undefined {
    if (this.words.length === 0) this.words = this.nextText();
    if (this.words.length === 0) return undefined;
    const random = new Random(this.options.seed, 'hand', this.plans.length);
    const hand = random.pick(this.hands);
    const wanted = Math.min(this.options.most, random.pick(hand.lengths));
    const count = wordsOfLine(this.words, wanted, this.options.most);
    const text = this.words.slice(0, count).join(' ');
    this.words = this.words.slice(count);
    return { hand, text };
  }

  private nextText(): readonly string[] {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const text = this.options.texts(this.texts++);
      const lacking = this.options.lacking(text);
      if (lacking.length === 0) return text.split(/\s+/u).filter((word) => word !== '');
      this.skipped.set(text, {
        name: text,
        reason: 'no hand and no font has all its characters',
        detail: lacking.join(' '),
      });
    }
    return [];
  }
}

/** How many words go into a line: at least one, and no short rest stays behind. */
function wordsOfLine(words: readonly string[], wanted: number, most: number): number {
  const all = words.join(' ').length;
  let length = 0;
  for (const [count, word] of words.entries()) {
    const longer = length + (count > 0 ? 1 : 0) + word.length;
    const isShortRest = all - length - 1 < shortRest * wanted && all <= most;
    if (count > 0 && longer > wanted && !isShortRest) return count;
    length = longer;
  }
  return words.length;
}
