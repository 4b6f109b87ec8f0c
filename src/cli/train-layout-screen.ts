/** A run of page layout on the screen. */
import type {
  LayoutEndEvent,
  LayoutEvent,
  LayoutStartEvent,
  LayoutStepEvent,
  LayoutValidationEvent,
} from '../runs/index.js';
import { withFlags } from './errors.js';
import { count, duration, percent, type Screen } from './screen.js';
import { SmoothRate, showSkipped } from './training-screen.js';

/** What warnings and remarks name. */
const namedOptions = ['augmentation', 'groupBy', 'learningRate', 'val'];

/** Prints events as they come; rates are smoothed over the last steps. */
export class TrainLayoutScreen {
  private readonly rate = new SmoothRate();
  private f: number | undefined;

  constructor(private readonly screen: Screen) {}

  show(event: LayoutEvent): void {
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
        this.screen.line(`warning: ${withFlags(event.message, namedOptions)}`);
        break;
      case 'end':
        this.end(event);
        break;
    }
  }

  private start(event: LayoutStartEvent): void {
    const { screen } = this;
    screen.line(
      `${count(event.trainingPages, 'training page')}, ${count(event.validationPages, 'validation page')} (${event.validationSource})`,
    );
    screen.line(`network of ${event.channels.join(', ')} channels; maps ${event.maps.join(', ')}`);
    screen.line(`${count(event.weights, 'weight')}, ${count(event.threads, 'thread')}, run folder ${event.run}`);
    if (event.resumedAt > 0) screen.line(`going on after step ${event.resumedAt}`);
    showSkipped(event.skipped, screen);
  }

  private step(event: LayoutStepEvent): void {
    const rate = this.rate.after(event.step, event.cropsPerSecond);
    const f = this.f === undefined ? '' : `  F ${percent(this.f)}`;
    this.screen.progress(
      `${percent(event.progress, 0).padStart(4)}  epoch ${event.epoch + 1}  step ${event.step}  loss ${event.loss.toFixed(3)}${f}  ${rate.toFixed(1)} crops/s  ${duration(event.remainingSeconds)} left`,
    );
  }

  private validation(event: LayoutValidationEvent): void {
    const { screen } = this;
    this.f = event.f;
    const scores = `baselines F ${percent(event.f)} (precision ${percent(event.precision)}, recall ${percent(event.recall)})`;
    if (event.loss === undefined) {
      screen.line(`step 0, the model that it goes on from: ${scores} (kept until something is better)`);
    } else {
      const best = event.improved ? 'best so far, saved' : `best is ${percent(event.bestF)} at step ${event.bestStep}`;
      const patience = event.patienceLeft === undefined ? '' : `, patience ${event.patienceLeft}`;
      screen.line(
        `step ${event.step} (epoch ${event.epoch.toFixed(1)}): loss ${event.loss.toFixed(3)}, ${scores} (${best}${patience})`,
      );
    }
    if (event.sets.length > 1) {
      for (const { set, pages, f, precision, recall } of event.sets) {
        screen.line(
          `    ${set}: F ${percent(f)}, precision ${percent(precision)}, recall ${percent(recall)} (${count(pages, 'page')})`,
        );
      }
    }
    for (const remark of event.remarks) screen.line(`  ${withFlags(remark, namedOptions)}`);
  }

  private end(event: LayoutEndEvent): void {
    const { screen } = this;
    screen.line();
    screen.line(
      `Training ended because ${event.because}: ${count(event.step, 'step')} in ${duration(event.trainedSeconds)}.`,
    );
    if (event.bestF === undefined) screen.line(`No validation was reached; the last weights are in ${event.out}.`);
    else {
      const which = event.bestStep === 0 ? ', of the model that it went on from' : ` at step ${event.bestStep}`;
      screen.line(`The best model is ${event.out}: baselines F ${percent(event.bestF)}${which}.`);
    }
    if (event.gain) screen.line(event.gain.remark);
    if (event.skipped.length > 0)
      screen.line(`${count(event.skipped.length, 'file')} skipped; names and reasons are in ${event.run}/log.jsonl.`);
    screen.line(`Go on with this run:  ductus train-layout --resume ${event.run}`);
  }
}
