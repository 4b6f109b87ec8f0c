/**
 * Work that outlives the process that took it: jobs of many pages behind one interface, and the queue that needs nothing
 * but a folder. Node only.
 */

export { FolderQueue } from './folder-queue.js';
export * from './job.js';
export { JobFiles } from './job-files.js';
export { JobsError } from './jobs-error.js';
export { openReadingQueue } from './queue/open-queue.js';
export { QueueError } from './queue/queue-error.js';
export { inBatches, type Reading, type ReadingJob } from './queue/reading-job.js';
export * from './queue/reading-queue.js';
export type { DocumentOutcome } from './reading/document-reader.js';
export { family, head, single } from './reading/exposition.js';
export { JobReader } from './reading/job-reader.js';
export { languageHashOf, putModel } from './reading/models-by-hash.js';
export { isStored, storedDocuments } from './reading/stored-pages.js';
export { WorkerMetrics } from './reading/worker-metrics.js';
