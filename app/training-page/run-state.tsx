/** What the run does, how far it is, and a way to stop it. */
import type { ValidationNews } from '../../src/server/index.js';
import { duration } from '../learning/duration.js';
import { sayShare } from '../learning/said.js';
import { Button } from '../parts/button.js';
import { language, numeral, words } from '../words/index.js';
import { isConnected, isDeaf, run, stop } from './connection.js';
import type { FollowedRun } from './followed.js';

export function RunState() {
  const { training } = words.value;
  const { state, last, end, validation } = run.value;
  const isOver = state?.state === 'ended' || state?.state === 'failed';
  const done = end && isOver ? 1 : (last?.progress ?? 0);
  return (
    <section class="learn-card">
      <div class="learn-stage">
        <h2 aria-live="polite">{stateWords(run.value, isConnected.value)}</h2>
        {!isOver && <span class="small soft">{detail(run.value)}</span>}
      </div>
      <div class="bar" role="progressbar" aria-label={training.progress} aria-valuenow={Math.round(done * 100)}>
        <i style={{ width: `${done * 100}%` }} />
      </div>
      {state?.problem && (
        <p class="learn-bad" lang="en">
          {state.problem}
        </p>
      )}
      {validation && <p class="soft">{bestWords(validation, isOver)}</p>}
      {end && isOver && <p>{training.out(end.out)}</p>}
      {!isOver && (
        <div class="learn-actions">
          <Button
            label={training.stop}
            icon="stop"
            wide
            disabled={state?.stopping !== false || !isConnected.value}
            onClick={() => void stop()}
          />
        </div>
      )}
      {isDeaf.value && (
        <p class="learn-bad" role="alert">
          {training.notStopped}
        </p>
      )}
    </section>
  );
}

function stateWords({ state, end }: FollowedRun, connected: boolean): string {
  const { training } = words.value;
  const isOver = state?.state === 'ended' || state?.state === 'failed';
  if (!isOver && !connected) return state ? training.lost : training.connecting;
  if (!state) return training.connecting;
  if (state.state === 'ended' && end) return training.endedBecause(training.because[end.reason] ?? end.reason);
  return state.stopping && !isOver ? training.stopping : training.states[state.state];
}

function detail({ last }: FollowedRun): string {
  const { reading, training } = words.value;
  if (!last) return '';
  const left = last.secondsLeft === undefined ? [] : [reading.left(duration(last.secondsLeft, language.value))];
  return [training.step(numeral(last.step), numeral(last.epoch + 1)), ...left].join(' · ');
}

function bestWords({ best, bestStep, patienceLeft }: ValidationNews, isOver: boolean): string {
  const { training } = words.value;
  const [score, step] = [sayShare(best, false), numeral(bestStep)];
  if (isOver) return training.bestOfAll(score, step);
  const patience = patienceLeft === undefined ? [] : [training.patience(patienceLeft)];
  return [training.best(score, step), ...patience].join(' · ');
}
