/** Which lines are taken as matched. What is not sure stays without text: a wrong line teaches worse than one that is missing. */
import { editDistance } from '../../text/index.js';
import type { LineToAlign } from './line-to-align.js';
import type { SharedSpan } from './share-out.js';

/** How well a line and its span go together. */
export interface Fit {
  /** (ln P(span | line) − ln P(what was read | line)) / characters: 0 where the span is what was read, less the worse it fits. */
  readonly fit: number;
  /** Edits from the span to what was read, by the characters of the span. */
  readonly errors: number;
}

/** Limits that matched lines keep. */
export interface AcceptanceLimits {
  /** The least fit; and nats that a line may lack besides, since in a short line one misread character is much. */
  readonly fit: number;
  readonly extraNats: number;
  /** The most errors. Where there are no more than `fewErrors`, they may be a larger share. */
  readonly errors: number;
  readonly fewErrors: number;
  /** The least confidence. */
  readonly confidence: number;
  /** The least characters of matched lines that follow on each other: fewer may be the same words somewhere else. */
  readonly run: number;
  /**
   * Text that is left out beside a line must have so many characters. Less is mostly a word at the line's end that the
   * image does not show or nobody can read, and which of the two lines has it can't be known.
   */
  readonly leftOut: number;
}

/** Chosen on pages of the training parts of four sets (docs/align.md, "Limits"). */
export const usualLimits: AcceptanceLimits = {
  fit: -1.6,
  extraNats: 4,
  errors: 0.4,
  fewErrors: 1,
  confidence: 0.8,
  run: 20,
  leftOut: 20,
};

export function fitOf(line: LineToAlign, { labels, cost }: SharedSpan): Fit {
  const edits = editDistance(labels.map(String), Array.from(line.labels, String));
  return { fit: -cost / labels.length, errors: edits / labels.length };
}

/**
 * Of each line whether its span is taken.
 * @param textLength characters of the text
 */
export function acceptedLines(
  lines: readonly LineToAlign[],
  spans: readonly (SharedSpan | undefined)[],
  textLength: number,
  limits: AcceptanceLimits = usualLimits,
): readonly boolean[] {
  const doubtful = besideLeftOut(spans, textLength, limits.leftOut);
  const taken = lines.map((line, index) => {
    const span = spans[index];
    return span !== undefined && !doubtful.has(span) && fits(fitOf(line, span), span, limits);
  });
  for (const run of runsOf(spans)) {
    const length = run.reduce((sum, index) => sum + (taken[index] ? (spans[index]?.labels.length ?? 0) : 0), 0);
    if (length < limits.run) for (const index of run) taken[index] = false;
  }
  return taken;
}

function fits({ fit, errors }: Fit, { labels, confidence }: SharedSpan, limits: AcceptanceLimits): boolean {
  const isNear = fit * labels.length > limits.fit * labels.length - limits.extraNats;
  const isRead = errors < limits.errors || errors * labels.length <= limits.fewErrors;
  return isNear && isRead && confidence >= limits.confidence;
}

/** Spans beside which less text is left out than `most`. */
function besideLeftOut(
  spans: readonly (SharedSpan | undefined)[],
  textLength: number,
  most: number,
): ReadonlySet<SharedSpan> {
  const doubtful = new Set<SharedSpan>();
  let before: SharedSpan | undefined;
  for (const span of [...spans.filter((span) => span !== undefined), undefined]) {
    const leftOut = (span?.start ?? textLength) - (before?.end ?? 0);
    if (leftOut > 0 && leftOut < most) for (const beside of [before, span]) if (beside) doubtful.add(beside);
    before = span;
  }
  return doubtful;
}

/** Lines that have text one after the other, without any between. */
function runsOf(spans: readonly (SharedSpan | undefined)[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  let end: number | undefined;
  for (const [index, span] of spans.entries()) {
    if (span) {
      if (span.start === end) runs.at(-1)?.push(index);
      else runs.push([index]);
    }
    end = span?.end;
  }
  return runs;
}
