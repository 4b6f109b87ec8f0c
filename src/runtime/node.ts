/** The door to what only Node has of the machine. */
export { countImages, decodeImagePage, greyLevels, type ImageHead, imageHead, pageImage } from './images.node.js';
export { collectGarbage } from './memory.js';
export { aboutTarget, systemError, systemPath } from './system-errors.js';
