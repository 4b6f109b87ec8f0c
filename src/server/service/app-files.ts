/** The browser app's files as answers of the service; what they are and what is said with them is as in `npm start`. */

import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { headersOf } from '../headers.js';
import { placesIn } from '../places.js';
import { fileOf, pathOf, type ServedFile } from '../served-file.js';

/** So that the app knows that this server reads (RFC 8631). */
const described = '<openapi.json>; rel="service-desc"';

/** @param folder of the built app, in `dist/` of the package; without it there are no files */
export async function appFile(folder: string | undefined, request: Request): Promise<Response | undefined> {
  if (folder === undefined || !['GET', 'HEAD'].includes(request.method)) return undefined;
  const path = pathOf(new URL(request.url).pathname);
  if (path === undefined) return undefined;
  const places = { folder, elsewhere: placesIn(resolve(folder, '../..')) };
  const file = await fileOf(places, path, request.headers.get('accept-encoding') ?? undefined);
  return file && (await answerOf(file, path, request));
}

async function answerOf(
  { handle, size, tag, encoding }: ServedFile,
  path: string,
  request: Request,
): Promise<Response> {
  const headers = new Headers({ ...headersOf(path), vary: 'accept-encoding', etag: tag });
  if (path === 'index.html') headers.set('link', described);
  if (encoding) headers.set('content-encoding', encoding);
  const isKnown = request.headers.get('if-none-match') === tag;
  if (isKnown || request.method === 'HEAD') {
    await handle.close();
    return new Response(null, { status: isKnown ? 304 : 200, headers });
  }
  headers.set('content-length', String(size));
  const stream = handle.createReadStream();
  return new Response(Readable.toWeb(stream) as ReadableStream, { headers });
}
