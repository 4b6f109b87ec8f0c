/** The curves of a run: how well it reads, and how fast it goes. */
import { Curves } from '../learning/curves.js';
import { sayLoss, sayShare } from '../learning/said.js';
import { language, numeral, words } from '../words/index.js';
import { run } from './connection.js';

export function RunCurves() {
  const { learn, training } = words.value;
  const { hello, scores, losses, rates, learningRates } = run.value;
  if (!hello || losses.length + scores.length === 0) return null;
  const score = { label: training.score[hello.trained], points: scores, say: sayShare };
  const loss = { label: learn.loss, points: losses, say: sayLoss };
  const rate = { label: training.perSecond[hello.trained], points: rates, say: sayRate };
  const learningRate = { label: training.learningRate, points: learningRates, say: saySmall };
  return (
    <section class="learn-card">
      <Curves label={training.curves} main={score} second={loss} dots />
      <Curves label={training.speed} main={rate} second={learningRate} />
    </section>
  );
}

function sayRate(rate: number, onAxis: boolean): string {
  return numeral(rate, onAxis && (rate >= 2 || Number.isInteger(rate)) ? 0 : 1);
}

/** Learning rates are a thousandth and less; beside an axis there is no room for so many zeros. */
function saySmall(value: number, onAxis: boolean): string {
  if (onAxis && value !== 0)
    return value.toLocaleString(language.value, { notation: 'scientific', maximumFractionDigits: 1 });
  return value.toLocaleString(language.value, { maximumSignificantDigits: 2 });
}
