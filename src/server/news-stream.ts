/**
 * What one page is told, as server-sent events: the run's log from its beginning, or from where the page's connection broke, and on as
 * it grows. The log is the queue: a page that reads slowly, or not at all, holds nobody up and fills no memory.
 */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as passed } from 'node:timers/promises';
import { linesFrom, type PlacedLine } from './log-lines.js';
import type { LoggedNews, RunNews, StateNews } from './run-news.js';
import type { RunTold } from './run-told.js';
import { StepsTogether } from './steps-together.js';

/** Milliseconds between looks into the log: nobody sees more often. */
const pace = 200;

export class NewsStream {
  private readonly steps = new StepsTogether();
  private readonly gone: Promise<unknown>;
  private state: StateNews | undefined;
  /** Bytes of the log that were read, and those of which all is told. */
  private at: number;
  private told: number;

  /** @param last the last id that the page has, where it had a connection before */
  constructor(
    private readonly run: RunTold,
    private readonly response: ServerResponse,
    last: string | undefined,
  ) {
    const [session, place] = last?.split(':') ?? [];
    this.at = session === run.hello.session && /^\d+$/.test(place ?? '') ? Number(place) : 0;
    this.told = this.at;
    this.gone = new Promise((resolve) => response.on('close', resolve));
  }

  /** Ends with the run, or when the page is gone. */
  async flow(): Promise<void> {
    const { run, response } = this;
    await this.send([run.hello]);
    for (let isLast = false; !isLast && !response.destroyed; ) {
      const seen = run.turns.now;
      isLast = run.isOver;
      const { state } = run;
      await this.catchUp();
      await this.tellState(state);
      if (isLast) break;
      await Promise.race([run.turns.after(seen), this.gone]);
      if (!run.isOver) await Promise.race([passed(pace, undefined, { ref: false }), this.gone]);
    }
    response.end();
  }

  private async catchUp(): Promise<void> {
    const { log } = this.run;
    if (log === undefined) return;
    for await (const lines of linesFrom(log, this.at)) {
      await this.tell(lines);
      if (this.response.destroyed) return;
    }
  }

  private async tell(lines: readonly PlacedLine[]): Promise<void> {
    const news: RunNews[] = [];
    for (const { line, end } of lines) {
      for (const logged of await this.run.newsOf(line)) news.push(...this.due(logged));
      this.at = end;
      if (!this.steps.isWaiting) this.told = end;
    }
    await this.send(news);
  }

  private due(news: LoggedNews): readonly RunNews[] {
    const step = news.kind === 'step' ? this.steps.add(news) : this.steps.flush();
    if (news.kind === 'start') this.steps.restart();
    return [...(step ? [step] : []), ...(news.kind === 'step' ? [] : [news])];
  }

  private async tellState(state: StateNews): Promise<void> {
    if (state === this.state) return;
    this.state = state;
    const step = this.steps.flush();
    this.told = this.at;
    await this.send([...(step ? [step] : []), state]);
  }

  /** Waits until the page has taken it. */
  private async send(news: readonly RunNews[]): Promise<void> {
    if (news.length === 0 || this.response.destroyed) return;
    const id = `${this.run.hello.session}:${this.told}`;
    const isTaken = this.response.write(`id: ${id}\ndata: ${JSON.stringify(news)}\n\n`);
    if (!isTaken) await Promise.race([once(this.response, 'drain'), this.gone]);
  }
}
