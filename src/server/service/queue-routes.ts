/** GET /v1/queue and /queue: how the queue of other machines stands, for programs and for a person. */
import { jsonAnswer } from './answers.js';
import type { RequestContext, ServiceContext } from './context.js';
import { queuePage, queuePagePolicy, silentQueuePage } from './queue-page.js';
import type { QueueWatch } from './queue-watch.js';
import { ServiceError } from './service-error.js';

export async function showQueue(service: ServiceContext): Promise<Response> {
  return jsonAnswer(await queueOf(service).state());
}

export async function showQueuePage(service: ServiceContext, c: RequestContext): Promise<Response> {
  const queue = queueOf(service);
  const headers = { 'content-security-policy': queuePagePolicy, 'cache-control': 'no-store' };
  try {
    return c.html(queuePage(await queue.state(), new Date()), 200, headers);
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === 'service/queue')) throw error;
    return c.html(silentQueuePage(error.message, new Date()), 503, headers);
  }
}

function queueOf({ queue }: ServiceContext): QueueWatch {
  if (queue) return queue;
  throw new ServiceError('service/not-found', 'this service watches no queue; who runs it names one');
}
