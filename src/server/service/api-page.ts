/** The OpenAPI document as a page that a person reads: one file, which loads nothing, and has no script. */
import { createHash } from 'node:crypto';
import type { ApiDocument } from './api-document.js';
import { escaped } from './html-text.js';

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}pre{overflow-x:auto;padding:.75rem;background:#8882;border-radius:.4rem}
h2{margin-top:2.5rem}h2 code{font-size:1.1rem}table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}`;

/** Only this style sheet, by its hash; nothing else is loaded. */
export const apiPagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

type Operation = NonNullable<NonNullable<ApiDocument['paths']>[string]['get']>;

export function apiPage(document: ApiDocument): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, { get, post, delete: remove }]) =>
    Object.entries({ GET: get, POST: post, DELETE: remove }).flatMap(([method, operation]) =>
      operation ? [section(method, path, operation)] : [],
    ),
  );
  const { title, version, description = '' } = document.info;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)} ${escaped(version)}: the interface</title>
<style>${style}</style>
<h1>${escaped(title)} ${escaped(version)}</h1>
<p>${escaped(description)} For programs: <a href="openapi.json">openapi.json</a>.</p>
${operations.join('\n')}
</html>
`;
}

function section(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => ('name' in parameter ? [parameter] : []));
  const rows = parameters.map(({ name, schema, description }) => {
    const values = schema && 'enum' in schema ? (schema.enum ?? []).join(', ') : '';
    return `<tr><td><code>${escaped(name)}</code><td>${escaped(values)}<td>${escaped(description ?? textOf(schema))}`;
  });
  const body =
    operation.requestBody && 'content' in operation.requestBody ? Object.keys(operation.requestBody.content) : [];
  const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) => {
    const { description = '', content = {} }: { description?: string; content?: object } = answer;
    return `<tr><td><code>${escaped(status)}</code><td>${escaped(description)}<td>${Object.keys(content).map(code).join('<br>')}`;
  });
  return [
    `<h2><code>${method} ${escaped(path)}</code></h2>`,
    `<p>${escaped(operation.summary ?? '')}</p>`,
    ...(rows.length > 0 ? [`<table><tr><th>parameter<th>values<th>what it is${rows.join('')}</table>`] : []),
    ...(body.length > 0 ? [`<p>Body: ${body.map(code).join(', ')}</p>`] : []),
    `<table><tr><th>answer<th>what it means<th>type${answers.join('')}</table>`,
  ].join('\n');
}

function textOf(schema: unknown): string {
  const { description } = (schema ?? {}) as { readonly description?: unknown };
  return typeof description === 'string' ? description : '';
}

const code = (text: string) => `<code>${escaped(text)}</code>`;
