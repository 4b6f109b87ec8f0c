/** The route of the queue, as the OpenAPI document has it. */
import { z } from '@hono/zod-openapi';
import { type ApiRoute, problems } from './api-document.js';

const jobs = z.number().int();
const queueSchema = z
  .object({
    queue: z.string().openapi({ description: 'The address, without a password; of a folder its name.' }),
    waiting: jobs.openapi({ description: 'Jobs.' }),
    working: jobs,
    finished: jobs,
    failed: jobs,
    workers: z.number().int().nullable().openapi({ description: 'Processes; null where the server does not tell.' }),
    pagesPerSecond: z.number().nullable(),
    failures: z.record(z.string(), z.number().int()).openapi({ description: 'Of the last jobs, by code.' }),
    unread: z
      .array(z.object({ path: z.string(), reason: z.string() }))
      .openapi({ description: 'Documents of the last jobs that could not be read; retry tries them again.' }),
    quarantine: z.array(z.string()).openapi({ description: 'Pages that were set aside.' }),
  })
  .openapi('Queue');

export const queueRoutes: readonly ApiRoute[] = [
  {
    method: 'get',
    path: '/v1/queue',
    summary: 'How the queue of other machines stands; /queue is the same as a page',
    responses: {
      200: { description: 'The queue.', content: { 'application/json': { schema: queueSchema } } },
      ...problems,
    },
  },
];
