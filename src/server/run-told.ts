/** What a run has told so far, for any number of pages: the log that it writes, and what stands in no log. */
import { randomBytes } from 'node:crypto';
import { filesOfRun } from '../runs/node.js';
import { type Beside, newsOf } from './logged-news.js';
import type { HelloNews, LoggedNews, StateNews, Trained } from './run-news.js';
import { settingsIn } from './run-settings.js';
import { ShownImages } from './shown-images.js';
import { Turns } from './turns.js';
import { withoutFolders } from './without-folders.js';

export interface Told {
  readonly trained: Trained;
  /** The run's folder, where it is known before the run begins. */
  readonly run?: string | undefined;
  /** Folders that texts may name. */
  readonly folders: readonly string[];
  /** What options are called, in a text of the library. */
  readonly say: (text: string) => string;
}

export class RunTold {
  readonly turns = new Turns();
  readonly images = new ShownImages();
  readonly hello: HelloNews;
  private current: StateNews = { kind: 'state', state: 'preparing', stopping: false };
  private over = false;
  private run: string | undefined;
  private readonly beside: Beside;

  constructor({ trained, run, folders, say }: Told) {
    const [session, token] = [randomBytes(8).toString('hex'), randomBytes(32).toString('hex')];
    this.hello = { kind: 'hello', trained, session, token };
    this.run = run;
    this.beside = {
      settings: async () => (this.run === undefined ? [] : settingsIn(filesOfRun(this.run).config)),
      image: (name) => this.images.pathOf(name),
      say: (text) => withoutFolders(say(text), folders),
    };
  }

  get state(): StateNews {
    return this.current;
  }

  /** Whether nothing more comes. */
  get isOver(): boolean {
    return this.over;
  }

  /** The path of the log; `undefined` before the run has a folder. */
  get log(): string | undefined {
    return this.run === undefined ? undefined : filesOfRun(this.run).log;
  }

  newsOf(line: string): Promise<readonly LoggedNews[]> {
    return newsOf(line, this.beside);
  }

  /** The log of the run in this folder has grown. */
  grown(run?: string): void {
    this.run ??= run;
    this.turns.change();
  }

  now(state: Partial<Omit<StateNews, 'kind'>>): void {
    const { problem } = state;
    const words = problem === undefined ? {} : { problem: this.beside.say(problem) };
    this.current = { ...this.current, ...state, ...words };
    this.turns.change();
  }

  end(): void {
    this.over = true;
    this.turns.change();
  }
}
