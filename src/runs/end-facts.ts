/** What every run says of its end, whatever it has learnt. */
import type { Skipped } from '../formats/index.js';
import type { Course, LoopSettings, StopReason } from '../training/index.js';
import { becauseOf } from './events.js';
import type { KeptConfig } from './kept-config.js';
import type { Run } from './kept-run.js';

/** @param skipped what was left out before the first step */
export async function endFacts<C extends KeptConfig & { readonly settings: LoopSettings }>(
  reason: StopReason,
  loop: Pick<Course<unknown>, 'state' | 'skippedSamples'>,
  run: Run<C>,
  skipped: readonly Skipped[],
) {
  const { step, epoch, trainedSeconds, bestStep } = loop.state;
  return {
    kind: 'end',
    reason,
    because: becauseOf(reason, run.config.settings),
    step,
    epoch,
    trainedSeconds,
    bestStep,
    out: await run.modelPath(),
    run: run.path,
    skipped: [...skipped, ...loop.skippedSamples],
  } as const;
}
