/** Page layout of files: images in, descriptions out. */
export { shippedModel as shippedLayoutModel } from './model-bytes.node.js';
export * from './segment.js';
