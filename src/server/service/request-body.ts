/** What a request brings: its bytes within bounds, raw or as parts of a form. */
import type { Place } from './admission.js';
import { ServiceError } from './service-error.js';

/** Parts by name; of an upload its bytes and the name that its sender gave it. */
export interface RequestParts {
  readonly document: Uint8Array;
  /** Without folders. */
  readonly name: string;
  /** Of other parts: what they say. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What a body is read for. */
export interface BodyWork {
  readonly place: Place;
  readonly signal: AbortSignal;
}

/** What is read as an image or a PDF; which of them it is say the bytes. */
const rawTypes = /^(?:image\/(?:png|jpeg|tiff|webp)|application\/(?:pdf|octet-stream))$/;
const formType = 'multipart/form-data';

/** The part of a form that has the document. */
export const documentPart = 'document';

/**
 * Reads a request's body.
 * @param most bytes of it
 * @param known names of other parts that may come
 * @throws ServiceError when it is too large, of another type, or no form
 */
export async function requestParts(
  request: Request,
  work: BodyWork,
  most: number,
  known: readonly string[],
): Promise<RequestParts> {
  const type = mediaTypeOf(request.headers.get('content-type'));
  if (type !== formType && !rawTypes.test(type)) {
    const taken = `${formType}, or an image (PNG, JPEG, TIFF, WebP) or a PDF as it is`;
    throw new ServiceError('service/type', `the content type must be ${taken}, got ${type || 'none'}`, {
      'accept-post': `${formType}, image/png, image/jpeg, image/tiff, image/webp, application/pdf`,
    });
  }
  if (request.headers.has('content-encoding')) {
    throw new ServiceError('service/type', 'the body must come as it is, without a content encoding');
  }
  const bytes = await boundedBytes(request, work, most);
  if (bytes.length === 0) throw new ServiceError('service/request', 'the body is empty; send an image or a PDF');
  if (type === formType) return formParts(bytes, request.headers.get('content-type') ?? '', known);
  return { document: bytes, name: 'document', texts: {} };
}

function mediaTypeOf(header: string | null): string {
  return (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** @throws ServiceError as soon as it is known to be too large, before the rest of it has come; the signal's reason */
async function boundedBytes(request: Request, { place, signal }: BodyWork, most: number): Promise<Uint8Array> {
  const said = Number(request.headers.get('content-length') ?? 0);
  if (said > most) throw tooLarge(most);
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  // A body that never ends holds its place no longer than a request may take.
  const giveUp = () => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', giveUp);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const bytes: Uint8Array = next.value;
      length += bytes.length;
      if (length > most) throw tooLarge(most);
      place.hold(bytes.length);
      chunks.push(bytes);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
  signal.throwIfAborted();
  return joined(chunks, length);
}

function tooLarge(most: number): ServiceError {
  // Nothing more of it is read, so nothing else can come on this connection.
  return new ServiceError('service/too-large', `the body must have ${most / 1e6} MB at most`, { connection: 'close' });
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

async function formParts(bytes: Uint8Array, type: string, known: readonly string[]): Promise<RequestParts> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch((cause: unknown) => {
    throw new ServiceError(
      'service/request',
      'the form can’t be read: it is cut off, or its parts are not as said',
      {},
      { value: cause },
    );
  });
  const texts: Record<string, string> = {};
  let upload: File | undefined;
  for (const [name, part] of form) {
    if (name === documentPart && typeof part !== 'string' && !upload) upload = part;
    else if (known.includes(name) && texts[name] === undefined)
      texts[name] = typeof part === 'string' ? part : await part.text();
    else
      throw new ServiceError(
        'service/request',
        `the form must have ${documentPart}${known.map((part) => `, ${part}`).join('')} once each, got ${JSON.stringify(name.slice(0, 60))}`,
      );
  }
  if (!upload) throw new ServiceError('service/request', `the form must have a file in its part ${documentPart}`);
  const document = new Uint8Array(await upload.arrayBuffer());
  if (document.length === 0) throw new ServiceError('service/request', 'the document is empty');
  return { document, name: plainName(upload.name), texts };
}

/** What others may see of a name: its last part, without what would act on a terminal or leave a folder. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return (
    last
      .replace(/[\p{C}"<>|:*?]/gu, '')
      .replace(/^\.+/, '')
      .slice(0, 120) || 'document'
  );
}
