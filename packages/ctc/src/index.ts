/** Connectionist Temporal Classification on typed arrays, no dependencies. */
export { type AlignedSymbol, type Alignment, alignLabels, type Posterior, posterior } from './align.js';
export { type BatchOptions, resolveBlank } from './batch.js';
export { type BeamResult, type BeamSearchOptions, beamSearch } from './beam-search.js';
export type { Scores } from './forward-backward.js';
export { type FrameScores, logSoftmax } from './frames.js';
export { type GreedyOptions, type GreedyResult, greedyDecode } from './greedy.js';
export { collapseRepeated, type Labels, repeats, type SparseLabels } from './labels.js';
export { type CtcLossOptions, type CtcLossResult, ctcLoss, type ItemWithoutPath, type Reduction } from './loss.js';
export type { Scorer } from './scorer.js';
export { type SymbolSpan, type SymbolSpansOptions, symbolSpans } from './spans.js';
export type { DecodedSymbol } from './symbols.js';
