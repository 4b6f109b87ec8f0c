/** A thread of the pool (node.ts): losses and gradients of some items of a batch, in shared memory. */
import { parentPort } from 'node:worker_threads';
import type { Item, Scores } from './forward-backward.js';
import { itemLosses } from './loss.js';

export interface Job {
  readonly items: readonly Item[];
  readonly logits: Scores;
  readonly gradient: Scores | undefined;
  readonly loss: Float64Array;
}

/** What a job answers: nothing, or the message of its error. */
export type Answer = { readonly error?: string };

parentPort?.on('message', ({ items, logits, gradient, loss }: Job) => {
  let answer: Answer = {};
  try {
    itemLosses(items, logits, loss, gradient);
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
