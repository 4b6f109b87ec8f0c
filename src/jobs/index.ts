/**
 * Work that outlives the process that took it: jobs of many pages behind one interface, and the queue that needs nothing
 * but a folder. Node only.
 */

export { FolderQueue } from './folder-queue.js';
export * from './job.js';
export { JobFiles } from './job-files.js';
export { JobsError } from './jobs-error.js';
export type { DocumentOutcome } from './reading/document-reader.js';
export { family, head, single } from './reading/exposition.js';
export { JobReader } from './reading/job-reader.js';
export { languageHashOf, putModel } from './reading/models-by-hash.js';
export { openReadingQueue } from './reading/open-queue.js';
export { inBatches, type Reading, type ReadingJob } from './reading/reading-job.js';
export * from './reading/reading-queue.js';
export { isStored, storedDocuments } from './reading/stored-pages.js';
export { WorkerMetrics } from './reading/worker-metrics.js';
