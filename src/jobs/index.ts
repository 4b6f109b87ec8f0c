/**
 * Work that outlives the process that took it: jobs of many pages behind one interface, and the queue that needs nothing
 * but a folder. Node only.
 */

export { FolderQueue } from './folder-queue.js';
export * from './job.js';
export { JobFiles } from './job-files.js';
export { JobsError } from './jobs-error.js';
