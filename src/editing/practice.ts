/** What somebody who learns to read a hand typed, against what stands there. */
import { alignUnits, type EditStep } from '../text/index.js';

export interface CompareRules {
  /** Default of all: no. */
  readonly ignoreCase?: boolean;
  /** Every run of white space is as good as one space, and what is at the ends is nothing. */
  readonly ignoreWhiteSpace?: boolean;
  readonly ignorePunctuation?: boolean;
}

export type RunKind = 'right' | 'wrong' | 'missing' | 'superfluous';

/** Neighbouring characters of one kind. */
export interface ComparedRun {
  readonly kind: RunKind;
  /** Of what stands there; empty of what is superfluous. */
  readonly truth: string;
  /** Of what was typed; empty of what is missing. */
  readonly typed: string;
}

export interface ComparedTexts {
  /** One after the other they are both texts, in Unicode's form NFC. What is ignored counts as right. */
  readonly runs: readonly ComparedRun[];
  /** Code points of each kind, without those that are ignored. */
  readonly counts: Readonly<Record<RunKind, number>>;
}

const kinds: Readonly<Record<EditStep['kind'], RunKind>> = {
  equal: 'right',
  substitute: 'wrong',
  delete: 'missing',
  insert: 'superfluous',
};

/** Characters right, wrong, missing and superfluous, with the fewest that are not right. */
export function compareTexts(truth: string, typed: string, rules: CompareRules = {}): ComparedTexts {
  const [ofTruth, ofTyped] = [unitsOf(truth, rules), unitsOf(typed, rules)];
  const steps = alignUnits(
    ofTruth.units.map(({ key }) => key),
    ofTyped.units.map(({ key }) => key),
  );
  const counts = { right: 0, wrong: 0, missing: 0, superfluous: 0 };
  const runs: ComparedRun[] = [];
  let [i, j] = [0, 0];
  for (const step of steps) {
    const kind = kinds[step.kind];
    const expected = kind === 'superfluous' ? undefined : ofTruth.units[i++];
    const written = kind === 'missing' ? undefined : ofTyped.units[j++];
    counts[kind]++;
    push(runs, { kind: 'right', truth: expected?.before ?? '', typed: written?.before ?? '' });
    push(runs, { kind, truth: expected?.shown ?? '', typed: written?.shown ?? '' });
  }
  push(runs, { kind: 'right', truth: ofTruth.rest, typed: ofTyped.rest });
  return { runs, counts };
}

/** To the last run where that is of its kind. */
function push(runs: ComparedRun[], run: ComparedRun): void {
  if (run.truth === '' && run.typed === '') return;
  const last = runs.at(-1);
  if (last?.kind !== run.kind) runs.push(run);
  else runs.splice(-1, 1, { kind: run.kind, truth: last.truth + run.truth, typed: last.typed + run.typed });
}

/** A character that is compared. */
interface Unit {
  /** The same for what counts as the same. */
  readonly key: string;
  readonly shown: string;
  /** What is ignored before it. */
  readonly before: string;
}

/** A text as what is compared, and what is ignored at its end. */
function unitsOf(text: string, rules: CompareRules): { readonly units: readonly Unit[]; readonly rest: string } {
  const units: Unit[] = [];
  let before = '';
  for (const character of text.normalize('NFC')) {
    const isSpace = rules.ignoreWhiteSpace === true && /\s/u.test(character);
    const isAgain = isSpace && (units.length === 0 || units.at(-1)?.key === ' ');
    if (isAgain || (rules.ignorePunctuation === true && /\p{P}/u.test(character))) {
      before += character;
      continue;
    }
    const key = isSpace ? ' ' : rules.ignoreCase ? character.toLowerCase() : character;
    units.push({ key, shown: character, before });
    before = '';
  }
  const last = units.at(-1);
  if (!rules.ignoreWhiteSpace || last?.key !== ' ') return { units, rest: before };
  return { units: units.slice(0, -1), rest: last.before + last.shown + before };
}
