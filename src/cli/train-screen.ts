/** A training run on the screen. */

import type { EndEvent, StartEvent, StepEvent, TrainingEvent, ValidationEvent } from '../runs/index.js';
import { printable } from '../text/index.js';
import type { RoundEvent } from '../training/index.js';
import { withFlags } from './errors.js';
import { count, duration, percent, type Screen } from './screen.js';
import { SmoothRate, showSkipped } from './training-screen.js';

/** What warnings and remarks name. */
const namedOptions = ['augmentation', 'groupBy', 'learningRate', 'spec', 'val'];

/** Prints events as they come; rates are smoothed over the last steps. */
export class TrainScreen {
  private readonly rate = new SmoothRate();
  private errorRate: number | undefined;

  constructor(private readonly screen: Screen) {}

  show(event: TrainingEvent): void {
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
      case 'round':
        this.round(event);
        break;
      case 'quantized':
        this.screen.line(
          `${event.out}: ${(event.bytes / 1e6).toFixed(1)} MB in 8 bits, validation CER ${percent(event.int8ErrorRate, 2)} instead of ${percent(event.errorRate, 2)}`,
        );
        break;
      case 'end':
        this.end(event);
        break;
    }
  }

  private start(event: StartEvent): void {
    const { screen } = this;
    screen.line(
      `${count(event.trainingLines, 'training line')}, ${count(event.validationLines, 'validation line')} (${event.validationSource})`,
    );
    screen.line(`network ${event.spec}`);
    screen.line(
      `${count(event.weights, 'weight')}, ${count(event.alphabet, 'character')}, ${count(event.threads, 'thread')}, run folder ${event.run}`,
    );
    if (event.resumedAt > 0) screen.line(`going on after step ${event.resumedAt}`);
    showSkipped(event.skipped, screen);
  }

  private step(event: StepEvent): void {
    const rate = this.rate.after(event.step, event.linesPerSecond);
    const cer = this.errorRate === undefined ? '' : `  CER ${percent(this.errorRate)}`;
    this.screen.progress(
      `${percent(event.progress, 0).padStart(4)}  epoch ${event.epoch + 1}  step ${event.step}  loss ${event.loss.toFixed(3)}${cer}  ${rate.toFixed(0)} lines/s  ${duration(event.remainingSeconds)} left`,
    );
  }

  private round({ round, step, parts, bytesToTrainers, bytesFromTrainers }: RoundEvent): void {
    const megabytes = ((bytesToTrainers + bytesFromTrainers) / 1e6).toFixed(1);
    const trainers = parts.map(({ shard, trainer, moments }) =>
      moments === 'kept' ? `${shard} ${trainer}` : `${shard} ${trainer} (${moments} moments)`,
    );
    this.screen.line(`round ${round}, step ${step}: ${trainers.join(', ')}; ${megabytes} MB over the link`);
  }

  private validation(event: ValidationEvent): void {
    const { screen } = this;
    this.errorRate = event.validationErrorRate;
    if (event.loss === undefined) {
      screen.line(
        `step 0, the model that it goes on from: training CER ${percent(event.trainingErrorRate)}, validation CER ${percent(event.validationErrorRate)} (kept until something is better)`,
      );
      return;
    }
    const best = event.improved
      ? 'best so far, saved'
      : `best is ${percent(event.bestErrorRate)} at step ${event.bestStep}`;
    const patience = event.patienceLeft === undefined ? '' : `, patience ${event.patienceLeft}`;
    screen.line(
      `step ${event.step} (epoch ${event.epoch.toFixed(1)}): loss ${event.loss.toFixed(3)}, training CER ${percent(event.trainingErrorRate)}, validation CER ${percent(event.validationErrorRate)} (${best}${patience})`,
    );
    for (const { reference, prediction } of event.lines) {
      screen.line(`    is   ${printable(reference)}`);
      screen.line(`    read ${printable(prediction)}`);
    }
    for (const remark of event.remarks) screen.line(`  ${withFlags(remark, namedOptions)}`);
  }

  private end(event: EndEvent): void {
    const { screen } = this;
    screen.line();
    screen.line(
      `Training ended because ${event.because}: ${count(event.step, 'step')} in ${duration(event.trainedSeconds)}.`,
    );
    if (event.bestErrorRate === undefined)
      screen.line(`No validation was reached; the last weights are in ${event.out}.`);
    else {
      const which = event.bestStep === 0 ? ', of the model that it went on from' : ` at step ${event.bestStep}`;
      screen.line(`The best model is ${event.out}: validation CER ${percent(event.bestErrorRate)}${which}.`);
    }
    if (event.gain) screen.line(event.gain.remark);
    if (event.skipped.length > 0)
      screen.line(`${count(event.skipped.length, 'file')} skipped; names and reasons are in ${event.run}/log.jsonl.`);
    screen.line(`Read lines with it:   ductus recognize ${event.out} LINE.png`);
    screen.line(`Measure it:           ductus evaluate ${event.out} DATA --report report.html`);
    screen.line(`Go on with this run:  ductus train --resume ${event.run}`);
  }
}
