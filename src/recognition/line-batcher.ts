/**
 * Lines of any number of pages and callers, that the network looks at together: what waits while the network computes goes into the next batches,
 * like widths together, so that nobody waits for a batch to fill and none is larger than a batch may be.
 */
import { layOutLines, shardWidth } from '../dataset/index.js';
import type { Raster } from '../image/index.js';
import { known } from '../known.js';
import type { LineScorer } from './page-lines.js';
import { readingPixels } from './reading.js';
import type { ImageSize, Recognizer } from './recognizer.js';
import type { ScoredLine } from './spelling.js';

interface WaitingLine {
  readonly prepared: Raster;
  readonly size: ImageSize;
  resolve(line: ScoredLine): void;
  reject(reason: unknown): void;
}

/** Lines of a page that wait at once: enough to choose from, and no page keeps others out. */
const linesOfPage = 16;

export class LineBatcher implements LineScorer {
  readonly atOnce = linesOfPage;
  /** In the order in which they came. */
  private readonly waiting: WaitingLine[] = [];
  private running = 0;

  constructor(private readonly recognizer: Recognizer) {}

  /** Lines that wait. */
  get length(): number {
    return this.waiting.length;
  }

  /** @throws the signal's reason: at once while it waits, and once its batch is done later */
  readonly score: LineScorer['score'] = async (prepared, size, { signal }) => {
    signal?.throwIfAborted();
    let giveUp = () => {};
    const scored = new Promise<ScoredLine>((resolve, reject) => {
      const line: WaitingLine = { prepared, size, resolve, reject };
      giveUp = () => {
        if (this.left(line)) reject(signal?.reason);
      };
      this.waiting.push(line);
    });
    signal?.addEventListener('abort', giveUp);
    this.fill();
    try {
      return await scored;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      signal?.throwIfAborted();
    }
  };

  /** @returns whether the line was still waiting */
  private left(line: WaitingLine): boolean {
    const at = this.waiting.indexOf(line);
    if (at >= 0) this.waiting.splice(at, 1);
    return at >= 0;
  }

  /** One batch more than there are threads, so that none waits while results are taken. */
  private fill(): void {
    while (this.running <= this.recognizer.threads && this.waiting.length > 0) {
      this.running++;
      void this.run(this.next()).finally(() => {
        this.running--;
        this.fill();
      });
    }
  }

  /** The line that waits longest, and those that are most like it in width. */
  private next(): readonly WaitingLine[] {
    const first = known(this.waiting.shift(), 'a line that waits');
    if (this.recognizer.readsSingly) return [first];
    const { width, height } = first.prepared;
    const apart = ({ prepared }: WaitingLine) => Math.abs(prepared.width - width);
    const batch = [first];
    let widest = width;
    for (const line of [...this.waiting].sort((a, b) => apart(a) - apart(b))) {
      widest = Math.max(widest, line.prepared.width);
      if ((batch.length + 1) * widest * height > readingPixels) break;
      batch.push(line);
      this.left(line);
    }
    return batch;
  }

  private async run(lines: readonly WaitingLine[]): Promise<void> {
    try {
      const prepared = lines.map((line) => line.prepared);
      const batch = layOutLines(prepared, shardWidth(prepared.map(({ width }) => width)));
      const sizes = lines.map(({ size }) => size);
      const scored = await this.recognizer.scoreBatch(batch, sizes, { beside: true });
      for (const [n, line] of lines.entries()) line.resolve(known(scored[n], 'the scores of a line'));
    } catch (error) {
      for (const line of lines) line.reject(error);
    }
  }
}
