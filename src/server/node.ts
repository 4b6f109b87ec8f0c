/** Serving to this computer alone: the built app's files, and the page of a run. */
export { builtPage, RunSite } from './run-site.js';
export { type Encoding, endings } from './served-file.js';
export { close, createSite, listen } from './site.js';
