/**
 * ductus/server: handwriting recognition over HTTP. Start with `ReadingService.load` and `createApp`, which gives a function
 * from a request to its answer. The packages that it needs are optional ones of ductus.
 */
export {
  type AccessToken,
  type AnsweredEvent,
  type AppOptions,
  checkReach,
  createApp,
  hostNames,
  JobsError,
  type ListeningService,
  listenService,
  ReadingService,
  type ReadingServiceOptions,
  type ServedModel,
  type ServiceApp,
  type ServiceLimits,
  ServiceStartError,
  type SocketOptions,
  usualLimits,
} from './server/node.js';
