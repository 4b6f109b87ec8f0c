/** From a page to its lines: where they are, in what order they are read, and how well that was found. */
export { bestAssignment } from './assignment.js';
export * from './baseline-score.js';
export { layoutInk } from './crop-ink.js';
export { CropLoader, type MadeCrops, type PlannedCrop } from './crop-loader.js';
export { canonicalAscender, drawCrop } from './crop-plan.js';
export * from './detect.js';
export * from './found-lines.js';
export { type LayoutSample, layoutSample } from './layout-sample.js';
export { type WritingHeights, writingHeights } from './line-heights.js';
export { lineOutline } from './line-outline.js';
export * from './line-scores.js';
export * from './targets.js';
