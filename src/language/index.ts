/** What is likely in a language: n-gram models, ARPA files, word lists; scorers for the decoders of @ductus/ctc. */
export * from './arpa.js';
export * from './back-off-weights.js';
export * from './both-scorers.js';
export * from './character-scorer.js';
export type { ClassTexts } from './classes.js';
export * from './fit.js';
export * from './kneser-ney.js';
export * from './lexicon.js';
export * from './mixed-scorer.js';
export * from './n-gram.js';
export * from './packed-file.js';
export * from './packed-n-grams.js';
export * from './prefix-tree.js';
export * from './prune.js';
export * from './token-model.js';
export * from './word-beam-search.js';
export * from './word-scorer.js';
