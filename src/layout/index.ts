/** From a page to its lines: where they are, in what order they are read, and how well that was found. */
export { bestAssignment } from './assignment.js';
export * from './baseline-score.js';
export { CropLoader, type MadeCrops, type PlannedCrop } from './crop-loader.js';
export { canonicalAscender, drawCrop } from './crop-plan.js';
export * from './detect.js';
export * from './detector.js';
export * from './found-lines.js';
export { layoutMapsOf } from './layout-maps.js';
export { type LayoutSample, layoutSample } from './layout-sample.js';
export * from './line-finder.js';
export { type WritingHeights, writingHeights } from './line-heights.js';
export { lineOutline } from './line-outline.js';
export * from './line-scores.js';
export { linesFromMaps } from './maps-to-lines.js';
export * from './open-finder.js';
export * from './overlay.js';
export * from './overlay-page.js';
export * from './targets.js';
