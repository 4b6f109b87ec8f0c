/** Alphabets, normal forms, and the distance between what stands there and what was read. */
export * from './alphabet.js';
export * from './bidi.js';
export * from './control-characters.js';
export * from './edit-distance.js';
export * from './error-rate.js';
export * from './names.js';
export * from './rules.js';
