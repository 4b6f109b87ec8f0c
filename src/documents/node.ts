/** What people have as pages with an image each: PDFs, TIFFs of several images, IIIF manifests. Nothing of it is read as text. */
export { DocumentError } from './document-error.js';
export { HeldDocument } from './held-document.js';
export { openManifest } from './iiif.js';
export { PageImages } from './page-images.js';
export { isPdf, pagesOfPdf, pagesOfTiff } from './pages-of.js';
export * from './place.js';
