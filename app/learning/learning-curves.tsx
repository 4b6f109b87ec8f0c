/** The curves of a document that learns. */
import { words } from '../words/index.js';
import { Curves } from './curves.js';
import type { LearningProgress } from './progress.js';
import { sayLoss, sayShare } from './said.js';

export function LearningCurves({ progress }: { readonly progress: LearningProgress }) {
  const { learn } = words.value;
  const rates = { label: learn.errorRate, points: progress.errorRates, say: sayShare };
  const losses = { label: learn.loss, points: progress.losses, say: sayLoss };
  return <Curves label={learn.curves} main={rates} second={losses} dots />;
}
