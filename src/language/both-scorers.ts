import type { Scorer } from '@ductus/ctc';

/** Two scorers at once: what either forbids is forbidden, and weights add up. */
export function bothScorers<A, B>(a: Scorer<A>, b: Scorer<B>): Scorer<readonly [A, B]> {
  const final = <S>(scorer: Scorer<S>, state: S) => (scorer.finalScore ?? scorer.score).call(scorer, state);
  const mostGain = a.mostGain === undefined || b.mostGain === undefined ? undefined : a.mostGain + b.mostGain;
  return {
    start: [a.start, b.start],
    extend([ofA, ofB], label) {
      const nextA = a.extend(ofA, label);
      if (nextA === undefined) return undefined;
      const nextB = b.extend(ofB, label);
      return nextB === undefined ? undefined : [nextA, nextB];
    },
    score: ([ofA, ofB]) => a.score(ofA) + b.score(ofB),
    mostGain,
    finalScore: ([ofA, ofB]) => final(a, ofA) + final(b, ofB),
  };
}
