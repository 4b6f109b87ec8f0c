/** Serving to this computer alone: the built app's files, and the page of a run. */

export { JobsError } from '../jobs/index.js';
export { createApp, listenService, withServicePackages } from './create-app.js';
export { builtPage, RunSite } from './run-site.js';
export { type Encoding, endings } from './served-file.js';
export type { AccessToken } from './service/guard.js';
export { type ServiceLimits, usualLimits } from './service/limits.js';
export { ReadingService, type ReadingServiceOptions, type ServedModel } from './service/reading-service.js';
export type { AnsweredEvent, AppOptions, ServiceApp } from './service/service-app.js';
export type { ListeningService, SocketOptions } from './service/service-socket.js';
export {
  checkReach,
  hostNames,
  isLocalHost,
  ServiceStartError,
  tokenOfEnvironment,
  tokensOfFile,
} from './service/service-start.js';
export { close, createSite, listen } from './site.js';
