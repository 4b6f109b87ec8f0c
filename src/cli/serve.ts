/** ductus serve */
import type { Command } from 'commander';
import { smallStarterName } from '../recognition/node.js';
import { coreCount } from '../runtime/index.js';
import {
  type AccessToken,
  type AnsweredEvent,
  builtPage,
  checkReach,
  createApp,
  hostNames,
  isLocalHost,
  type ListeningService,
  listenService,
  ReadingService,
  type ServiceLimits,
  tokenOfEnvironment,
  tokensOfFile,
  usualLimits,
  withServicePackages,
} from '../server/node.js';
import { UsageError } from './errors.js';
import { number, several, threadsFlag } from './flags.js';
import { type LanguageFlags, languageFlags, languageOf } from './language-flags.js';
import { layoutFlag } from './layout-flags.js';
import { languageIdentity } from './recognize-results.js';

const usualPort = 5180;

interface Flags extends LanguageFlags {
  readonly model?: string;
  readonly layout?: string;
  readonly host: string;
  readonly port: number;
  readonly jobs?: string;
  readonly tokenFile?: string;
  readonly allowHost?: readonly string[];
  readonly insecure?: boolean;
  readonly app: boolean;
  readonly threads?: number;
  readonly maxMegabytes?: number;
  readonly maxPages?: number;
  readonly queue?: string;
  readonly maxRequests?: number;
  readonly timeout?: number;
  readonly keepHours?: number;
}

const whole = number({ integer: true, least: 1 });

export function configureServe(command: Command): void {
  command
    .description(
      'Serves recognition over HTTP, and the app: /api says how it is asked. Logs go to standard output, as JSON.',
    )
    .option('--model <model>', `the model that reads (.onnx; default: ${smallStarterName}, which comes with ductus)`)
    .option('--port <n>', 'where it listens; 0: any that is free', number({ integer: true, most: 65_535 }), usualPort)
    .option('--host <address>', 'where it listens; elsewhere than here it needs tokens', '127.0.0.1')
    .option('--allow-host <name>', 'a name by which it may be asked too, without a port; may be repeated', several)
    .option(
      '--token-file <file>',
      'who asks must have one of these tokens: one a line, or NAME TOKEN (or one in the environment as DUCTUS_TOKEN)',
    )
    .option('--insecure', 'listen elsewhere without a token, where something before it keeps others out')
    .option('--jobs <dir>', 'take jobs: long documents, which are kept here until they are read, and survive a restart')
    .option('--keep-hours <n>', 'hours that jobs are kept after their end (default: 24)', number({ exclusive: true }))
    .option(
      '--queue <address>',
      'show at /queue how a queue of other machines stands (default: DUCTUS_QUEUE of the environment)',
    )
    .option('--max-megabytes <n>', `of a request (default: ${usualLimits.bytes / 1e6})`, number({ exclusive: true }))
    .option('--max-pages <n>', `of a document that is read at once (default: ${usualLimits.pages})`, whole)
    .option('--max-requests <n>', `that are taken at once (default: ${usualLimits.queue})`, whole)
    .option(
      '--timeout <seconds>',
      `that a request may take (default: ${usualLimits.seconds})`,
      number({ exclusive: true }),
    )
    .option('--no-app', 'serve the interface alone, without the app');
  threadsFlag(languageFlags(layoutFlag(command)))
    .addHelpText(
      'after',
      `
Examples:
  ductus serve
  ductus serve --model model.onnx --jobs /var/lib/ductus/jobs
  ductus serve --host 0.0.0.0 --token-file tokens.txt --allow-host archive.example
  curl -F document=@page.jpg -H 'Accept: text/plain' http://localhost:${usualPort}/v1/recognize`,
    )
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const tokens = [
    ...(flags.tokenFile === undefined ? [] : await tokensOfFile(flags.tokenFile)),
    ...tokenOfEnvironment(process.env.DUCTUS_TOKEN),
  ];
  checkReach(flags.host, tokens, flags.insecure ?? false);
  const { pino } = await withServicePackages(() => import('pino'));
  const logger = pino({ base: null });
  const reading = await readingOf(flags);
  try {
    await serve(reading, tokens, logger, flags);
  } finally {
    await reading.dispose();
  }
}

async function readingOf(flags: Flags): Promise<ReadingService> {
  const { model = smallStarterName, layout, threads = coreCount() } = flags;
  const inUse = await languageOf(flags, model);
  const languageHash = JSON.stringify(await languageIdentity(inUse));
  return ReadingService.load({ model, layout, threads, language: inUse?.language ?? false, languageHash });
}

async function serve(
  reading: ReadingService,
  tokens: readonly AccessToken[],
  logger: Logger,
  flags: Flags,
): Promise<void> {
  const { host, port, jobs, keepHours } = flags;
  const queue = (flags.queue ?? process.env.DUCTUS_QUEUE) || undefined;
  const limits = limitsOf(flags);
  const folder = flags.app ? builtPage() : undefined;
  const hosts = hostNames(host, flags.allowHost ?? []);
  const log = (event: AnsweredEvent) => logEvent(logger, event);
  const app = await createApp({ reading, jobs, queue, keepHours, limits, tokens, hosts, folder, log });
  try {
    const site = await opened(() => listenService({ app, host, port, seconds: limits.seconds }), flags);
    const name = isLocalHost(host) ? 'localhost' : host;
    logger.info({ address: `http://${name.includes(':') ? `[${name}]` : name}:${site.port}/` }, 'listening');
    await untilEnded();
    logger.info('stopping');
    await site.close();
    logger.info('stopped');
  } finally {
    await app.close();
  }
}

type Logger = Pick<import('pino').Logger, 'info' | 'error'>;

/** Nothing of a document, no address of a file, no token. */
function logEvent(logger: Logger, { kind: _, fault, ...event }: AnsweredEvent): void {
  if (fault === undefined) logger.info(event, 'answered');
  else logger.error({ ...event, fault: fault instanceof Error ? fault.stack : String(fault) }, 'failed');
}

function limitsOf({ maxMegabytes, maxPages, maxRequests, timeout }: Flags): ServiceLimits {
  const { bytes, pages, seconds } = usualLimits;
  const most = maxRequests ?? usualLimits.queue;
  return {
    ...usualLimits,
    bytes: maxMegabytes === undefined ? bytes : 1e6 * maxMegabytes,
    pages: maxPages ?? pages,
    seconds: timeout ?? seconds,
    queue: most,
    // One client leaves a quarter to others.
    queuePerClient: Math.max(1, Math.floor(0.75 * most)),
  };
}

async function opened(listen: () => Promise<ListeningService>, { host, port }: Flags): Promise<ListeningService> {
  try {
    return await listen();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const problem = { EADDRINUSE: 'is taken by another program', EACCES: 'may not be used by this user' }[code];
    if (problem !== undefined) throw new UsageError(`port ${port} ${problem}; choose another by --port`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new UsageError(`--host ${host}: this machine has no such address`);
    throw error;
  }
}

/** The first interrupt ends the service in order, the second the process. */
function untilEnded(): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, end);
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, end);
  });
}
