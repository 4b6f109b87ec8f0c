/**
 * A client of `ductus serve`, made from what the service says of itself: a function for each thing that can be asked.
 * tsx examples/service-client.ts page.jpg …
 */
import { readFile } from 'node:fs/promises';

const service = process.env.DUCTUS_SERVICE ?? 'http://localhost:5180';
const token = process.env.DUCTUS_TOKEN;
const headers = { accept: 'text/plain', ...(token ? { authorization: `Bearer ${token}` } : {}) };

type Ask = (body?: FormData, query?: Readonly<Record<string, string>>) => Promise<string>;
const { paths } = (await (await fetch(`${service}/openapi.json`)).json()) as { paths: Record<string, object> };
const ask =
  (method: string, path: string): Ask =>
  async (body, query = {}) => {
    const answer = await fetch(`${service}${path}?${new URLSearchParams(query)}`, {
      method,
      headers,
      body: body ?? null,
    });
    if (answer.ok) return answer.text();
    throw new Error(((await answer.json()) as { detail: string }).detail);
  };
const named = Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method): [string, Ask] => [`${method} ${path}`, ask(method.toUpperCase(), path)]),
);
const client = new Map(named);

for (const path of process.argv.slice(2)) {
  const form = new FormData();
  form.set('document', new File([new Uint8Array(await readFile(path))], path));
  console.log(await client.get('post /v1/recognize')?.(form));
}
