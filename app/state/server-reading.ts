/** Reading by the service that the app is served by (`ductus serve`), where the person chose so: pages are then sent there. */
import { signal } from '@preact/signals';
import type { Page } from 'ductus/web';
import { readPageShape } from '../files/project-format.js';
import { list, object, text } from '../files/shape.js';
import { keepChoice, keptChoice } from '../store/choice.js';
import { words } from '../words/index.js';

/** As it is named to the person. */
export const serverAddress = new URL('.', document.baseURI).href;
/** Whether a service is there that reads. */
export const serverThere = signal(false);
export const readsOnServer = signal(keptChoice('read-on-server') === 'yes');
/** What the service knows the person by, where it asks for that. */
export const serverToken = signal(keptChoice('server-token') ?? '');

export function chooseServer(chosen: boolean): void {
  readsOnServer.value = chosen;
  keepChoice('read-on-server', chosen ? 'yes' : '');
}

export function chooseToken(token: string): void {
  serverToken.value = token.trim();
  keepChoice('server-token', serverToken.value);
}

/** A service says with the app's page where its interface is described (RFC 8631); a server of files says nothing. */
export async function lookForServer(): Promise<void> {
  try {
    const { headers } = await fetch(serverAddress, { method: 'HEAD' });
    serverThere.value = /rel="?service-desc/.test(headers.get('link') ?? '');
  } catch {
    // Without a network there is none.
    serverThere.value = false;
  }
}

export interface ServerQuestion {
  readonly image: Blob;
  readonly name: string;
  /** Whether it is the image of one line. */
  readonly single: boolean;
  /** PAGE with the lines that are to be read. Default: lines are looked for. */
  readonly description?: string | undefined;
  readonly signal: AbortSignal;
}

export interface ServerAnswer {
  readonly page: Page;
  /** In whole sentences. */
  readonly notes: readonly string[];
}

/** @throws Error in the person's words, the signal's reason */
export async function readOnServer(question: ServerQuestion): Promise<ServerAnswer> {
  const { server } = words.value;
  const response = await sent(question).catch((error: unknown) => {
    throw question.signal.aborted ? error : new Error(server.unreachable(serverAddress));
  });
  if (response.status === 401) throw new Error(server.needsToken);
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(server.refused(detailOf(answer) ?? String(response.status)));
  const [first] = answerShape(answer, '').pages;
  if (!first) throw new Error(server.refused(server.noPage));
  return { page: { ...first.page, image: question.name }, notes: first.notes };
}

function sent({ image, name, single, description, signal }: ServerQuestion): Promise<Response> {
  const body = new FormData();
  body.set('document', image, name);
  if (description !== undefined) body.set('description', description);
  const token = serverToken.value;
  const headers = { accept: 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) };
  const address = new URL(`v1/recognize?format=json&shape=${single ? 'line' : 'page'}`, serverAddress);
  return fetch(address, { method: 'POST', body, headers, signal });
}

const answerShape = object({ pages: list(object({ page: readPageShape, notes: list(text) })) });

/** What a problem (RFC 9457) says. */
function detailOf(problem: unknown): string | undefined {
  try {
    return object({ detail: text })(problem, '').detail;
  } catch {
    return undefined;
  }
}
