/** Reading files: models and their languages by path, images, pages with their descriptions. */
export * from './language-file.js';
export * from './pages.js';
export * from './read-images.js';
export * from './starter.js';
