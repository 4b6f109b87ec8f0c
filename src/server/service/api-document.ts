/** What the interface is, as an OpenAPI document (3.1) made from the schemas that requests are checked by. */
import { OpenAPIHono } from '@hono/zod-openapi';
import { version } from '../../version.js';
import {
  alignedSchema,
  alignQuery,
  documentSchema,
  modelsSchema,
  problemSchema,
  recognizeQuery,
  segmentQuery,
} from './api-schemas.js';
import { descriptionPart, textPart } from './document-work.js';
import { mediaTypes } from './media-types.js';
import { documentPart } from './request-body.js';

export type ApiRoute = Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0];

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** What any request may be answered. */
export const problems = {
  401: problem('A token is needed.'),
  403: problem('The request comes from another site, or by a name that the service has not.'),
  422: problem('What was sent, or asked for, can’t be read.'),
  429: problem('This client has too many requests under way; see Retry-After.'),
  503: problem('The service has no room now, or the time is over; see Retry-After.'),
};

export const uploadProblems = {
  ...problems,
  406: problem('None of the formats is accepted.'),
  413: problem('The document has more bytes, pixels or pages than are taken at once.'),
  415: problem('The document, or the request, is of a type that is not taken.'),
};

const binary = { schema: { type: 'string', format: 'binary' } } as const;
const text = { schema: { type: 'string' } } as const;

interface Part {
  readonly type: 'string';
  readonly format?: string;
  readonly description?: string;
}

/** A form with the document, or the document as it is. */
export function upload(parts: Readonly<Record<string, string>>) {
  const properties: Record<string, Part> = { [documentPart]: { type: 'string', format: 'binary' } };
  for (const [name, description] of Object.entries(parts)) properties[name] = { type: 'string', description };
  return { 'multipart/form-data': { schema: { type: 'object' as const, properties, required: [documentPart] } } };
}

export const raw = {
  'image/png': binary,
  'image/jpeg': binary,
  'image/tiff': binary,
  'image/webp': binary,
  'application/pdf': binary,
};

const description = { [descriptionPart]: 'A PAGE or ALTO file with the lines of the page, instead of finding them.' };

const bare = (type: string) => type.split(';')[0] ?? '';
export const written = (formats: readonly (keyof typeof mediaTypes)[]) =>
  Object.fromEntries(formats.map((format) => [bare(mediaTypes[format]), format === 'pdf' ? binary : text]));

const readingRoutes: readonly ApiRoute[] = [
  {
    method: 'post',
    path: '/v1/recognize',
    summary: 'Read a line, a page, or a document of a few pages',
    request: { query: recognizeQuery, body: { content: { ...upload(description), ...raw }, required: true } },
    responses: {
      200: {
        description: 'The texts, in the format that is accepted.',
        content: {
          'application/json': { schema: documentSchema },
          ...written(['txt', 'tsv', 'page', 'alto', 'hocr', 'pdf']),
        },
      },
      ...uploadProblems,
    },
  },
  {
    method: 'post',
    path: '/v1/segment',
    summary: 'Find the lines of a page',
    request: { query: segmentQuery, body: { content: { ...upload({}), ...raw }, required: true } },
    responses: {
      200: {
        description: 'Regions and lines without texts.',
        content: { 'application/json': { schema: documentSchema }, ...written(['page', 'alto']) },
      },
      ...uploadProblems,
    },
  },
  {
    method: 'post',
    path: '/v1/align',
    summary: 'Find which part of a transcription each line of a page has',
    request: {
      query: alignQuery,
      body: {
        content: upload({ [textPart]: 'The transcription; its line breaks mean nothing.', ...description }),
        required: true,
      },
    },
    responses: {
      200: {
        description: 'The page with the texts that are surely its lines’.',
        content: { 'application/json': { schema: alignedSchema }, ...written(['txt', 'page', 'alto']) },
      },
      ...uploadProblems,
    },
  },
  {
    method: 'get',
    path: '/v1/models',
    summary: 'What the service reads with',
    responses: {
      200: { description: 'The models.', content: { 'application/json': { schema: modelsSchema } } },
      ...problems,
    },
  },
];

const plain = (summary: string, path: string, type = 'text/plain'): ApiRoute => ({
  method: 'get',
  path,
  summary,
  responses: { 200: { description: summary, content: { [type]: text } } },
});

const watching: readonly ApiRoute[] = [
  plain('Whether the process lives', '/healthz'),
  plain('Whether requests are taken; 503 where not', '/readyz'),
  plain('Counts, for Prometheus', '/metrics'),
  plain('This document', '/openapi.json', 'application/json'),
];

/** @param more routes that are there beside the usual ones */
export function apiDocument(more: readonly ApiRoute[] = []) {
  const api = new OpenAPIHono();
  for (const route of [...readingRoutes, ...more, ...watching]) api.openAPIRegistry.registerPath(route);
  const bearer = api.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'ductus',
      version,
      description: 'Handwriting recognition: images and PDFs in, texts with their places out.',
      license: { name: 'Apache-2.0' },
    },
    security: [{}, { [bearer.name]: [] }],
  });
}

export type ApiDocument = ReturnType<typeof apiDocument>;
