/** What requests for jobs and their answers look like. */
import { z } from '@hono/zod-openapi';
import { finding } from './api-schemas.js';

/** The jobs' results are read once and written in any of these. */
export const jobFormats = ['json', 'txt', 'tsv', 'page', 'alto', 'hocr'] as const;
export const jobQuery = z.strictObject({
  upright: finding.upright,
  'right-to-left': finding['right-to-left'],
});
/** Of a result of all pages. */
export const unreadHeader = 'ductus-unread';
export const jobResultQuery = z.strictObject({ format: z.enum(jobFormats).optional(), page: finding.page });

export const jobSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(['waiting', 'working', 'finished', 'cancelled']),
    pages: z.number().int(),
    done: z.number().int(),
    accepted: z.string().openapi({ description: 'ISO 8601.' }),
    changed: z.string(),
    unread: z.array(z.object({ page: z.number().int(), reason: z.string() })),
    trouble: z.string().optional().openapi({
      description: 'What failed last that is no page’s fault, such as a full disk; its page is tried again.',
    }),
  })
  .openapi('Job');

export const jobsSchema = z.object({ jobs: z.array(jobSchema) }).openapi('Jobs');
