/** Requests that are wrong somewhere: in their words, their lengths, their body, how fast they come, or where they end. */
import { connect, type Socket } from 'node:net';
import type { Random } from '../src/random/index.js';

/** @param page an image that is sent whole, in part, or damaged */
export function wrongRequest(random: Random, page: Uint8Array): Buffer {
  const method = random.pick(['POST', 'GET', 'PUT', 'post', 'X', '']);
  const path = random.pick([
    ...['/v1/recognize', '/v1/segment', '/v1/align', '/v1/jobs', '/v1/models', '/v1/%', '/?page=x', '*', ''],
    ...['/v1/recognize?page=-1', '/v1/recognize?format=x', '/v1/jobs/%00', '/openapi.json?', '/metrics#'],
  ]);
  const body = Buffer.from(page).subarray(0, random.below(page.length));
  for (let n = random.below(4); n > 0 && body.length > 0; n--) body[random.below(body.length)] = random.below(256);
  const types = ['image/png', 'multipart/form-data; boundary=a', 'application/pdf', '\u0001', 'text/html'];
  const lengths = [body.length, body.length + 5, Math.floor(body.length / 2), -1, '9'.repeat(30)];
  const headers = [
    `${method} ${path} HTTP/${random.pick(['1.1', '1.0', '2', 'x'])}`,
    `Host: ${random.pick(['localhost', '127.0.0.1', 'a', ''])}`,
    `Content-Type: ${random.pick(types)}`,
    random.uniform() < 0.2 ? 'Transfer-Encoding: chunked' : `Content-Length: ${random.pick(lengths)}`,
    `Accept: ${random.pick(['*/*', 'text/plain', ';;q=,', 'a/b'])}`,
    ...(random.uniform() < 0.05 ? [`X-Long: ${'a'.repeat(random.below(100_000))}`] : []),
    ...(random.uniform() < 0.05 ? Array.from({ length: random.below(3000) }, (_, n) => `X-${n}: a`) : []),
  ].filter(() => random.uniform() < 0.9);
  const bytes = Buffer.concat([Buffer.from(`${headers.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
  return random.uniform() < 0.3 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}

/** What is answered to bytes as they are, until the connection is closed. */
export function answerTo(port: number, write: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (part) => (text += part));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    write(socket);
  });
}
