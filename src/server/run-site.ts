/**
 * The page of a run that goes on: its files, what the run tells, the images of the lines that it shows, and a way to stop it.
 * Training waits for nothing here: it says that something has happened, and goes on.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { imageOfShown, type ShownLine } from '../runs/index.js';
import { headersOf } from './headers.js';
import { NewsStream } from './news-stream.js';
import { RunTold, type Told } from './run-told.js';
import { close, createSite, listen, type Route, refuse } from './site.js';

const home = 'training.html';

/** Milliseconds that pages have at the end of a run to take what was told last. */
const patience = 1000;

export interface RunSiteOptions extends Told {
  /** 0: any that is free. */
  readonly port: number;
  /** Where the built app lies. */
  readonly folder: string;
  /** Asks the run to end after its step. */
  readonly stop: () => void;
}

/** An event of a run, as far as it matters here. */
interface RunEvent {
  readonly kind: string;
  readonly run?: string;
  readonly lines?: readonly ShownLine[] | number;
}

/** The folder of the built app that has the page, in this package; `undefined` where the app is not there. */
export function builtPage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`#app/${home}`));
  } catch {
    return undefined;
  }
}

export class RunSite {
  private readonly told: RunTold;
  private readonly server: Server;
  private readonly streams = new Set<Promise<void>>();
  private port = 0;

  private constructor(private readonly options: RunSiteOptions) {
    this.told = new RunTold(options);
    this.server = createSite({
      folder: options.folder,
      home,
      gives: (path) => path === home || path === 'icon.svg' || path.startsWith('assets/'),
      routeOf: (method, path) => this.routeOf(method, path),
    });
    // A run that has ended waits for no page.
    this.server.unref();
  }

  /** @throws NodeJS.ErrnoException with the code EADDRINUSE where another program has the port */
  static async open(options: RunSiteOptions): Promise<RunSite> {
    const site = new RunSite(options);
    site.port = await listen(site.server, options.port);
    return site;
  }

  get address(): string {
    return `http://localhost:${this.port}/`;
  }

  /** To be called with each event, when the run's log has it. */
  happened({ kind, run, lines }: RunEvent): void {
    if (typeof lines === 'object') {
      for (const line of lines) {
        const image = imageOfShown(line);
        if (image) this.told.images.add(line.name, image);
      }
    }
    const state = kind === 'end' ? 'ended' : 'training';
    if (this.told.state.state !== state) this.told.now({ state });
    this.told.grown(run);
  }

  validating(): void {
    this.told.now({ state: 'validating' });
  }

  stopping(): void {
    this.told.now({ stopping: true });
  }

  failed(problem: string): void {
    this.told.now({ state: 'failed', problem });
  }

  /** Tells the pages the rest, and ends. */
  async close(): Promise<void> {
    this.told.end();
    await Promise.race([Promise.all(this.streams), passed(patience, undefined, { ref: false })]);
    await close(this.server);
  }

  private routeOf(method: string, path: string): Route | undefined {
    if (method === 'GET' && path === 'events') return (request, response) => this.events(request, response);
    if (method === 'GET' && path.startsWith('lines/')) return (_, response) => this.line(path, response);
    return method === 'POST' && path === 'stop' ? (request, response) => this.stop(request, response) : undefined;
  }

  private async events({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const site = headers['sec-fetch-site'] ?? 'none';
    if (!this.isOwn(headers.origin, true) || !['same-origin', 'none'].includes(`${site}`))
      return refuse(response, 403, 'other sites are told nothing');
    const type = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' };
    response.writeHead(200, { ...headersOf('events'), ...type });
    const flow = new NewsStream(this.told, response, header(headers['last-event-id'])).flow();
    const ended = flow.catch(() => void response.destroy());
    this.streams.add(ended);
    await ended;
    this.streams.delete(ended);
  }

  private async line(path: string, response: ServerResponse): Promise<void> {
    const png = await this.told.images.read(path).catch(() => undefined);
    if (!png) return refuse(response, 404, 'there is no such image');
    response.writeHead(200, headersOf(path)).end(png);
  }

  private stop({ headers }: IncomingMessage, response: ServerResponse): void {
    if (!this.isOwn(headers.origin, false) || !isSame(header(headers['x-ductus-token']), this.told.hello.token))
      refuse(response, 403, 'only the page of this run stops it');
    else {
      this.options.stop();
      response.writeHead(204).end();
    }
  }

  /** Browsers name the origin of all that is posted, and of little else. */
  private isOwn(origin: string | undefined, without: boolean): boolean {
    return origin === undefined ? without : `${origin}/` === this.address;
  }
}

function header(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Takes as long whichever character is the first wrong one. */
function isSame(token: string | undefined, right: string): boolean {
  const [said, known] = [Buffer.from(token ?? ''), Buffer.from(right)];
  return said.length === known.length && timingSafeEqual(said, known);
}
