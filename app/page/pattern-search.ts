/** Asks the thread for regular expressions, and ends it where an expression takes too long. */
import { type editing, linesOf, type Page } from 'ductus/web';
import type { ChangedText, PatternAnswer, PatternQuestion } from './pattern-messages.js';

/** It took longer than a person waits: nobody knows whether it would ever end. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/** The expression can't be used, in the library's words. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/** From the beginning of the search; loading the thread does not count. A thousand pages take a tenth of it. */
const patienceMs = 2000;

type Pattern = Pick<PatternQuestion, 'pattern' | 'options'>;

export class PatternSearch {
  private worker: Promise<Worker> | undefined;
  /** One search after another. */
  private turn: Promise<unknown> = Promise.resolve();

  /**
   * @param isWanted asked when its turn comes: a pattern that is being typed is soon another
   * @returns `undefined` where it was wanted no more
   * @throws TooSlowError, PatternError
   */
  async find(
    pages: readonly Page[],
    pattern: Pattern,
    isWanted: () => boolean,
  ): Promise<readonly editing.PlaceFound[] | undefined> {
    const answer = await this.inTurn(async () => (isWanted() ? this.ask({ ...pattern, pages }) : undefined));
    return answer?.kind === 'places' ? answer.places : undefined;
  }

  /** @returns of each page the lines with another text @throws TooSlowError, PatternError */
  async replace(
    pages: readonly Page[],
    pattern: Pattern,
    replacement: string,
  ): Promise<readonly (readonly ChangedText[])[]> {
    const answer = await this.inTurn(() => this.ask({ ...pattern, pages, replacement }));
    return answer.kind === 'texts' ? answer.texts : [];
  }

  dispose(): void {
    void this.worker?.then(
      (worker) => worker.terminate(),
      () => {},
    );
    this.worker = undefined;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => {});
    return done;
  }

  private async ask(question: PatternQuestion): Promise<PatternAnswer> {
    try {
      this.worker ??= started();
      const worker = await this.worker;
      worker.postMessage({ ...question, pages: question.pages.map(textsOf) } satisfies PatternQuestion);
      const answer = await answerOf(worker, patienceMs);
      if (answer.kind === 'problem') throw new PatternError(answer.problem);
      return answer;
    } catch (error) {
      if (!(error instanceof PatternError)) this.dispose();
      throw error;
    }
  }
}

async function started(): Promise<Worker> {
  const worker = new Worker(new URL('./pattern-worker.ts', import.meta.url), { type: 'module' });
  await answerOf(worker);
  return worker;
}

function answerOf(worker: Worker, patience?: number): Promise<PatternAnswer> {
  return new Promise((resolve, reject) => {
    const timer = patience === undefined ? undefined : setTimeout(() => reject(new TooSlowError()), patience);
    worker.onmessage = ({ data }: MessageEvent<PatternAnswer>) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      clearTimeout(timer);
      reject(new Error(message || 'the thread for regular expressions ended'));
    };
  });
}

/** Places of characters would only be copied. */
function textsOf(page: Page): Page {
  const lines = linesOf(page).map(({ id, text }) => ({ id, text }));
  return { image: '', width: page.width, height: page.height, regions: [{ id: 'r', polygon: [], lines }] };
}
