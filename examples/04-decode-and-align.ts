/** From scores to text: greedy, beam search, beam search with a language model, alignment, and how sure it is. */
import { alignLabels, beamSearch, greedyDecode, logSoftmax, posterior } from '@ductus/ctc';
import { characterScorer, trainNGrams } from 'ductus/language';

const texts = ['', 'a', 'e', 'l', 'n', 't', ' '];
const classes = texts.length;

// Scores of a line as a network might give them: [frames, classes], class 0 the blank.
const seen = ['', 't', 'a', 'l', 'l', '', 'l', ' ', '', 't', 'n', 'l', ''];
const logits = Float32Array.from(
  seen.flatMap((best, t) => texts.map((text, k) => (text === best ? 4 : Math.sin(t * 7 + k * 3)))),
);
// Between a and e it is in doubt, and a little on the wrong side.
logits[2 * classes + 2] = 3.9;
logits[10 * classes + 2] = 3.8;

const line = { logProbs: logSoftmax(logits, classes), classes };
const spell = (labels: readonly number[]) => labels.map((label) => texts[label]).join('');

const greedy = greedyDecode(line);
console.log(`greedy          "${spell(greedy.symbols.map(({ label }) => label))}"`);

for (const { labels, logProbability } of beamSearch({ ...line, nBest: 3 })) {
  console.log(`beam            "${spell(labels)}" ln P ${logProbability.toFixed(3)}`);
}

const model = trainNGrams(
  ['tell tel', 'tell all', 'tell ten', 'let tel tell'].map((text) => [...text]),
  { order: 4 },
);
const scorer = characterScorer(model, texts, { alpha: 0.5 });
const [best] = beamSearch({ ...line, scorer });
console.log(`with a model    "${spell(best?.labels ?? [])}"`);

const { symbols } = alignLabels({ ...line, labels: best?.labels ?? [] });
for (const { label, start, end, confidence } of symbols) {
  console.log(`  ${texts[label]} frames ${start} to ${end - 1}, confidence ${confidence.toFixed(2)}`);
}

const { occupancies, states } = posterior({ ...line, labels: best?.labels ?? [] });
const first = Array.from({ length: 4 }, (_, t) => (occupancies[t * states.length + 1] as number).toFixed(2));
console.log(`the first letter is in frames 0 to 3 with ${first.join(' ')}`);

/* Prints:
greedy          "tall tnl"
beam            "tall tnl" ln P -2.689
beam            "tell tnl" ln P -2.749
beam            "tall tel" ln P -2.889
with a model    "tell tel"
  t frames 1 to 1, confidence 0.89
  e frames 2 to 2, confidence 0.44
  l frames 3 to 4, confidence 0.86
  l frames 6 to 6, confidence 0.90
    frames 7 to 7, confidence 0.86
  t frames 9 to 9, confidence 0.91
  e frames 10 to 10, confidence 0.43
  l frames 11 to 11, confidence 0.84
the first letter is in frames 0 to 3 with 0.04 1.00 0.00 0.00
*/
