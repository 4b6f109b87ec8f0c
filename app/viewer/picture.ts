/** The decoded image of the page that is open, shared by all who show something of it. */
import { useEffect, useState } from 'preact/hooks';

export interface Picture {
  /** Pixels of the image; places on the page are in these. */
  readonly width: number;
  readonly height: number;
  /** The image in sizes that halve, finest first; that one too may be smaller than the image itself. */
  readonly levels: readonly [ImageBitmap, ...ImageBitmap[]];
}

/** What the worker says. */
export type PictureAnswer = Picture | { readonly problem: string };

export type PictureState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly picture: Picture }
  | { readonly state: 'failed'; readonly problem: string };

interface Kept {
  readonly picture: Promise<PictureAnswer>;
  readonly end: () => void;
  users: number;
}

const kept = new Map<Blob, Kept>();
/** Milliseconds that a picture stays once nobody shows it: screens take turns, and decoding takes time. */
const afterUse = 3000;
const loading: PictureState = { state: 'loading' };

/**
 * The decoded image. All who give the very same blob share it; it is freed soon after the last of them has gone.
 * @param blob `undefined`: nothing is decoded
 */
export function usePageBitmap(blob: Blob | undefined): PictureState {
  const [known, setKnown] = useState<{ readonly blob: Blob | undefined; readonly state: PictureState }>();
  useEffect(() => {
    if (!blob) return;
    const entry = kept.get(blob) ?? decode(blob);
    entry.users++;
    let used = true;
    void entry.picture.then((answer) => {
      if (used) setKnown({ blob, state: stateOf(answer) });
    });
    return () => {
      used = false;
      entry.users--;
      setTimeout(() => free(blob, entry), afterUse);
    };
  }, [blob]);
  // What is known may be that of the blob before.
  return known && known.blob === blob ? known.state : loading;
}

function stateOf(answer: PictureAnswer): PictureState {
  return 'problem' in answer ? { state: 'failed', ...answer } : { state: 'ready', picture: answer };
}

function decode(blob: Blob): Kept {
  const worker = new Worker(new URL('./picture-worker.ts', import.meta.url), { type: 'module' });
  const picture = new Promise<PictureAnswer>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<PictureAnswer>) => resolve(data);
    worker.onerror = ({ message }) => resolve({ problem: message });
    worker.postMessage(blob);
  }).finally(() => worker.terminate());
  const entry = { picture, end: () => worker.terminate(), users: 0 };
  kept.set(blob, entry);
  return entry;
}

function free(blob: Blob, entry: Kept): void {
  if (entry.users > 0 || kept.get(blob) !== entry) return;
  kept.delete(blob);
  entry.end();
  void entry.picture.then((answer) => {
    if ('levels' in answer) for (const level of answer.levels) level.close();
  });
}
