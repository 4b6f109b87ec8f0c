/** Learning while it goes: what is being done, how far it is, its curves, and a way to stop. */
import { Button } from '../parts/button.js';
import { type Learning, stopLearning } from '../state/learning.js';
import { language, numeral, words } from '../words/index.js';
import { duration } from './duration.js';
import { LearningCurves } from './learning-curves.js';
import { linesPerSecond } from './progress.js';
import { Skipped } from './skipped.js';

export function UnderWay({ state }: { readonly state: Learning }) {
  const { learn } = words.value;
  const { stage, stopped, progress } = state;
  const share = stage === 'training' ? progress.done : state.all > 0 ? state.done / state.all : 0;
  return (
    <div class="learn-card">
      <div class="learn-stage">
        <h2 aria-live="polite">{stopped ? learn.stopping : stageWords(stage)}</h2>
        <span class="small soft">{detail(state)}</span>
      </div>
      <div class="bar" role="progressbar" aria-label={learn.title} aria-valuenow={Math.round(share * 100)}>
        <i style={{ width: `${share * 100}%` }} />
      </div>
      {progress.errorRates.length > 0 && <LearningCurves progress={progress} />}
      <Skipped lines={progress.skipped} />
      {stage !== 'after' && (
        <div class="learn-actions">
          <Button label={learn.stop} icon="stop" wide disabled={stopped} onClick={stopLearning} />
        </div>
      )}
      <p class="small soft">{learn.meanwhile}</p>
    </div>
  );
}

function stageWords(stage: Learning['stage']): string {
  const { learn } = words.value;
  if (stage === 'preparing') return learn.preparing;
  if (stage === 'before') return learn.measuringBefore;
  return stage === 'training' ? learn.training : learn.measuringAfter;
}

function detail({ stage, done, all, progress }: Learning): string {
  const { learn, reading } = words.value;
  if (stage === 'preparing') return all > 0 ? learn.page(Math.min(done + 1, all), all) : '';
  if (stage !== 'training') return learn.line(done, all);
  const rate = linesPerSecond(progress);
  const left = progress.secondsLeft === undefined ? '' : reading.left(duration(progress.secondsLeft, language.value));
  return [left, rate === undefined ? '' : learn.rate(numeral(rate, 1))].filter((part) => part !== '').join(' · ');
}
