/** The routes of jobs, as the OpenAPI document has them. */
import { z } from '@hono/zod-openapi';
import { type ApiRoute, problems, raw, upload, uploadProblems, written } from './api-document.js';
import { documentSchema } from './api-schemas.js';
import { jobQuery, jobResultQuery, jobSchema, jobsSchema, unreadHeader } from './job-schemas.js';

const id = z.object({ id: z.string() });
const unreadMeaning = 'Where pages could not be read: their numbers, such as 3, 17-20.';
const job = { 'application/json': { schema: jobSchema } };

export const jobRoutes: readonly ApiRoute[] = [
  {
    method: 'post',
    path: '/v1/jobs',
    summary: 'Have a long document read, whoever waits for it; it survives a restart of the service',
    request: { query: jobQuery, body: { content: { ...upload({}), ...raw }, required: true } },
    responses: { 202: { description: 'The job was accepted.', content: job }, ...uploadProblems },
  },
  {
    method: 'get',
    path: '/v1/jobs',
    summary: 'The jobs that there are',
    responses: {
      200: { description: 'The jobs.', content: { 'application/json': { schema: jobsSchema } } },
      ...problems,
    },
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}',
    summary: 'How a job stands',
    request: { params: id },
    responses: { 200: { description: 'The job.', content: job }, ...problems },
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/events',
    summary: 'How a job stands, at each change until its end, as server-sent events of the name job',
    request: { params: id },
    responses: {
      200: { description: 'Events.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ...problems,
    },
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/result',
    summary:
      'What a job has read so far, in the format that is accepted; as text an empty page stands for each that could not be read',
    request: { params: id, query: jobResultQuery },
    responses: {
      200: {
        description: 'Texts of all pages, or of one.',
        headers: { [unreadHeader]: { description: unreadMeaning, schema: { type: 'string' } } },
        content: { 'application/json': { schema: documentSchema }, ...written(['txt', 'tsv', 'page', 'alto', 'hocr']) },
      },
      ...problems,
    },
  },
  {
    method: 'delete',
    path: '/v1/jobs/{id}',
    summary: 'End a job and forget all of it',
    request: { params: id },
    responses: { 204: { description: 'It is gone.' }, ...problems },
  },
];
