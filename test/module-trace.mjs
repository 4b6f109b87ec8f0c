/** node --import ./test/module-trace.mjs PROGRAM: prints the npm packages that it loads, to standard error. */
import { register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';

const { port1, port2 } = new MessageChannel();
const hook = `
let port;
export function initialize(data) { port = data.port; }
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  const found = /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(resolved.url);
  if (found) port.postMessage(found[1]);
  return resolved;
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`, { data: { port: port2 }, transferList: [port2] });
const packages = new Set();
port1.on('message', (name) => packages.add(name));
port1.unref();
process.on('exit', () => process.stderr.write(`\npackages: ${[...packages].sort().join(' ')}\n`));
