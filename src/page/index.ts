/** Pages: what stands where. */
export * from './geometry.js';
export * from './page.js';
