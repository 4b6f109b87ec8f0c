/** What is likely in a language: n-gram models, ARPA files, word lists; scorers for the decoders of @ductus/ctc. */
export * from './arpa.js';
export * from './both-scorers.js';
export * from './character-scorer.js';
export type { ClassTexts } from './classes.js';
export * from './kneser-ney.js';
export * from './lexicon.js';
export * from './n-gram.js';
export * from './prefix-tree.js';
export * from './word-beam-search.js';
export * from './word-scorer.js';
