/**
 * What is said with each file of the app: by the servers of this folder, by the service worker where a server says less, and in the
 * page itself. Knows neither Node nor the browser.
 */

/**
 * Nothing from elsewhere, no code but the app's files. WebAssembly has to be allowed by name; `blob:` and `data:` are images that
 * the page has itself.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** For `<meta http-equiv>`, where browsers take no `frame-ancestors`. */
export const policyOfPage = policy.join('; ');
export const policyOfFiles = [...policy, "frame-ancestors 'none'"].join('; ');

const types: Readonly<Record<string, string>> = {
  arpa: 'text/plain; charset=utf-8',
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

/** @param path of a file; its ending decides */
export function typeOf(path: string): string {
  return types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

/** Whether a file's name changes with its content, so that it may be kept for ever. */
export function isHashed(path: string): boolean {
  return /^(?:assets|library-[0-9a-f]+)\//.test(path);
}

/**
 * Threads may share memory only in pages that are isolated from other origins (the second and third), and workers are loaded into
 * those only with the same.
 * @param path of a file, from the app's folder
 */
export function headersOf(path: string): Readonly<Record<string, string>> {
  return {
    'content-type': typeOf(path),
    'content-security-policy': policyOfFiles,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}
