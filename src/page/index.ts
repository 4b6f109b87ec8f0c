/** Pages: what stands where. */
export * from './geometry.js';
export * from './page.js';
export * from './page-shape.js';
