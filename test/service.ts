/** The service for tests: a model that has learnt nothing, found lines by the classical method, and requests to it. */

import { plainPreprocessing } from '../src/image/index.js';
import { writeModel } from '../src/model/index.js';
import { Network } from '../src/network/index.js';
import { createApp, ReadingService, type ServiceApp } from '../src/server/node.js';
import { Alphabet, usualRules } from '../src/text/index.js';
import { tinySpec } from './lines.js';

export const origin = 'http://localhost:5180';

/** It has learnt nothing, but it writes something. */
export function writingModel(): Uint8Array {
  const alphabet = Alphabet.of(['abcde ']);
  const network = new Network(tinySpec, alphabet.classes);
  const weights = network.initialWeights(3);
  weights.get('output.bias')?.fill(-2, 0, 1);
  const rest = { text: usualRules, preprocessing: plainPreprocessing, provenance: {}, metrics: {} };
  return writeModel({ network, alphabet, weights, ...rest });
}

export interface TestService {
  readonly reading: ReadingService;
  readonly app: ServiceApp;
  dispose(): Promise<void>;
}

type Options = Omit<Parameters<typeof createApp>[0], 'reading'>;

export async function testService(options: Options = {}): Promise<TestService> {
  const reading = await ReadingService.load({ model: writingModel(), layout: false });
  const app = await createApp({ reading, ...options });
  const dispose = async () => {
    await app.close();
    await reading.dispose();
  };
  return { reading, app, dispose };
}

/** A request to the service by its usual name. */
export function requestOf(path: string, init: RequestInit & { readonly duplex?: 'half' } = {}): Request {
  return new Request(`${origin}${path}`, init);
}

/** A document as it is. */
export function posted(path: string, document: Uint8Array, headers: Readonly<Record<string, string>> = {}): Request {
  const body = new Uint8Array(document);
  return requestOf(path, { method: 'POST', body, headers: { 'content-type': 'application/octet-stream', ...headers } });
}

/** A document as a part of a form, and other parts. */
export function form(
  path: string,
  document: Uint8Array,
  parts: Readonly<Record<string, string>> = {},
  name = 'page.png',
): Request {
  const body = new FormData();
  body.set('document', new File([new Uint8Array(document)], name));
  for (const [part, text] of Object.entries(parts)) body.set(part, text);
  return requestOf(path, { method: 'POST', body });
}
