/** The curves of a run: how well it reads, and how fast it goes. */
import { Curves } from '../learning/curves.js';
import { sayLoss, sayShare } from '../learning/said.js';
import { numeral, words } from '../words/index.js';
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
  return numeral(rate, onAxis && rate >= 2 ? 0 : 1);
}

/** Learning rates are a thousandth and less. */
function saySmall(value: number): string {
  return value === 0 ? '0' : numeral(value, Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(value)))));
}
