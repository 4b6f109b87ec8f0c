/** The text of a line with what is doubtful in it marked. */
import { editing, type PageLine } from 'ductus/web';

/** A character below this probability of being right is marked. */
export const leastConfidence = 0.6;

export interface Run {
  /** Code points of the text before it. */
  readonly from: number;
  readonly text: string;
  readonly doubtful: boolean;
}

/** A text in runs that are doubtful or not; in a line that a person has checked nothing is. */
export function runsOf(line: PageLine, checked: boolean): readonly Run[] {
  const doubts = new Set(checked ? [] : editing.doubtfulCharacters(line, leastConfidence));
  const runs: { from: number; text: string; doubtful: boolean }[] = [];
  for (const [index, character] of Array.from(line.text).entries()) {
    const doubtful = doubts.has(index);
    const last = runs.at(-1);
    if (last?.doubtful === doubtful) last.text += character;
    else runs.push({ from: index, text: character, doubtful });
  }
  return runs;
}

export function LineText({ line, checked }: { readonly line: PageLine; readonly checked: boolean }) {
  return (
    <>
      {runsOf(line, checked).map(({ from, text, doubtful }) =>
        doubtful ? (
          <mark key={from} data-from={from}>
            {text}
          </mark>
        ) : (
          <span key={from} data-from={from}>
            {text}
          </span>
        ),
      )}
    </>
  );
}
