/** A run that adapts, on the screen. */

import type { StepEvent } from '../runs/index.js';
import type { AdaptEndEvent, AdaptEvent, AdaptStartEvent, AdaptValidationEvent } from '../runs/node.js';
import { printable } from '../text/index.js';
import { withFlags } from './errors.js';
import { count, duration, percent, type Screen } from './screen.js';
import { SmoothRate, showSkipped } from './training-screen.js';

/** What remarks name. */
const namedOptions = ['check', 'labelled'];

export class AdaptScreen {
  private readonly rate = new SmoothRate();
  private expected: number | undefined;

  constructor(private readonly screen: Screen) {}

  /** Before the first event. */
  progress(stage: 'open' | 'read', done: number, all: number): void {
    const what =
      stage === 'open'
        ? `opened ${done} of ${count(all, 'file or page', 'files and pages')}`
        : `read ${done} of ${count(all, 'reading')}`;
    this.screen.progress(what);
  }

  validating(): void {
    this.screen.progress('reading the lines that are held out');
  }

  show(event: AdaptEvent): void {
    switch (event.kind) {
      case 'start':
        this.start(event);
        break;
      case 'step':
        this.step(event);
        break;
      case 'validation':
        this.validation(event);
        break;
      case 'skipped':
        showSkipped(event.skipped, this.screen);
        break;
      case 'warning':
        this.screen.line(`warning: ${event.message}`);
        break;
      case 'end':
        this.end(event);
        break;
    }
  }

  private start(event: AdaptStartEvent): void {
    const { screen } = this;
    const { check } = event;
    screen.line(
      `${count(event.lines, 'line')} read: about ${percent(event.expectedErrorRate)} of the characters is expected to be wrong${counted(check?.all)}`,
    );
    screen.line(
      `${count(event.chosenLines, 'line')} kept: about ${percent(event.chosenErrorRate)} is expected to be wrong${counted(check?.chosen)}`,
    );
    const labelled = event.labelledCopies > 1 ? `, each ${event.labelledCopies} times an epoch` : '';
    if (event.labelledLines > 0) screen.line(`${count(event.labelledLines, 'line')} with texts${labelled}`);
    const known = event.replayErrorRate === null ? '' : `, CER ${percent(event.replayErrorRate)}`;
    if (event.replayLines > 0)
      screen.line(`${count(event.replayLines, 'line')} replayed: ${event.replaySource}${known}`);
    screen.line(
      `${count(event.heldOutLines, 'line')} held out, never learnt; ${count(event.threads, 'thread')}, run folder ${event.run}`,
    );
    if (event.resumedAt > 0) screen.line(`going on after step ${event.resumedAt}`);
    showSkipped(event.skipped, screen);
  }

  private step(event: StepEvent): void {
    const rate = this.rate.after(event.step, event.linesPerSecond);
    const expected = this.expected === undefined ? '' : `  expected CER ${percent(this.expected)}`;
    this.screen.progress(
      `${percent(event.progress, 0).padStart(4)}  epoch ${event.epoch + 1}  step ${event.step}  loss ${event.loss.toFixed(3)}${expected}  ${rate.toFixed(0)} lines/s  ${duration(event.remainingSeconds)} left`,
    );
  }

  private validation(event: AdaptValidationEvent): void {
    const { screen } = this;
    this.expected = event.expectedErrorRate;
    const replayed =
      event.replayErrorRate === undefined ? '' : `, CER of replayed lines ${percent(event.replayErrorRate)}`;
    const rates = `expected CER ${percent(event.expectedErrorRate, 2)}${replayed}`;
    if (event.loss === undefined) {
      screen.line(`step 0, the model that is adapted: ${rates} (kept until something is better)`);
      return;
    }
    const best = event.improved
      ? 'best so far, saved'
      : `best is ${percent(event.bestErrorRate, 2)} at step ${event.bestStep}`;
    const patience = event.patienceLeft === undefined ? '' : `, patience ${event.patienceLeft}`;
    screen.line(
      `step ${event.step} (epoch ${event.epoch.toFixed(1)}): loss ${event.loss.toFixed(3)}, ${rates} (${best}${patience})`,
    );
    for (const { reference, prediction } of event.lines) {
      screen.line(`    before ${printable(reference)}`);
      screen.line(`    now    ${printable(prediction)}`);
    }
  }

  private end(event: AdaptEndEvent): void {
    const { screen } = this;
    screen.line();
    screen.line(
      `Adapting ended because ${event.because}: ${count(event.step, 'step')} in ${duration(event.trainedSeconds)}.`,
    );
    if (event.bestErrorRate === undefined)
      screen.line(`No validation was reached; the last weights are in ${event.out}.`);
    else {
      const which = event.bestStep === 0 ? 'the one that it began with' : `that of step ${event.bestStep}`;
      screen.line(`The model ${event.out} is ${which}: expected CER ${percent(event.bestErrorRate, 2)}.`);
    }
    if (event.gain) screen.line(withFlags(event.gain.remark, namedOptions));
    const { replayErrorRates: replay, checkErrorRates: check } = event;
    if (replay)
      screen.line(`Lines that it knew: CER ${percent(replay.before)} before, ${percent(replay.after)} after.`);
    if (check) {
      screen.line(
        `Counted on ${count(check.lines, 'line')} with texts: CER ${percent(check.before, 2)} before, ${percent(check.after, 2)} after.`,
      );
    }
    if (event.skipped.length > 0)
      screen.line(`${count(event.skipped.length, 'file')} skipped; names and reasons are in ${event.run}/log.jsonl.`);
    screen.line(`Read lines with it:   ductus recognize ${event.out} LINE.png`);
    screen.line(`Adapt it once more:   ductus adapt ${event.out} PAGES --out MODEL.onnx`);
    screen.line(`Go on with this run:  ductus adapt --resume ${event.run}`);
  }
}

/** What was counted, where texts are known. */
function counted(check: { readonly lines: number; readonly errorRate: number } | undefined): string {
  if (!check || check.lines === 0) return '';
  return ` (counted on ${count(check.lines, 'line')} with texts: ${percent(check.errorRate)})`;
}
