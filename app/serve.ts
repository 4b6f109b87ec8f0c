/** npm start [-- --port N --no-open]: builds what is not as it should be, and serves the app to this computer. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { close, createSite, listen } from '../src/server/node.js';
import { buildAll } from './build/build.js';
import { openBrowser } from './open-browser.js';

const usualPort = 5179;
const usage = `npm start [-- --port N --no-open]

  --port N    serve at this port (usually ${usualPort}, or the next that is free)
  --no-open   don't open the browser`;

interface Wishes {
  readonly port: number | undefined;
  readonly opens: boolean;
}

/** @throws Error in words for a person */
function wishesOf(args: readonly string[]): Wishes | 'help' {
  const options = { port: { type: 'string' }, 'no-open': { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values } = parsed(() => parseArgs({ args: [...args], options }));
  if (values.help) return 'help';
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error(`--port must be a whole number from 1 to 65535, got ${values.port}`);
  }
  return { port, opens: !values['no-open'] };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

async function begin({ port, opens }: Wishes): Promise<void> {
  await buildAll(console.log);
  const server = createSite({ folder: resolve('dist/app') });
  const at = await listenSomewhere(server, port);
  const address = `http://localhost:${at}`;
  console.log(`ductus is at ${address} until Ctrl-C ends it. Nothing leaves this computer.`);
  if (port === undefined && at !== usualPort) {
    console.log(`Port ${usualPort} is taken, perhaps by another ductus. Browsers keep documents by address: those of`);
    console.log(`http://localhost:${usualPort} are not seen here.`);
  }
  if (opens) openBrowser(address);
  process.once('SIGINT', () => void close(server));
  process.once('SIGTERM', () => void close(server));
}

async function listenSomewhere(server: ReturnType<typeof createSite>, port: number | undefined): Promise<number> {
  for (let tried = port ?? usualPort; ; tried++) {
    try {
      return await listen(server, tried);
    } catch (error) {
      if (!isTaken(error)) throw error;
      if (port !== undefined) throw new Error(`port ${port} is taken by another program; choose another by --port`);
      if (tried === usualPort + 20)
        throw new Error(`ports ${usualPort} to ${tried} are all taken; choose one by --port`);
    }
  }
}

try {
  const wishes = wishesOf(process.argv.slice(2));
  if (wishes === 'help') console.log(usage);
  else await begin(wishes);
} catch (error) {
  console.error(`ductus: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
