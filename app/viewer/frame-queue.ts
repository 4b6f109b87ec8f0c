/** Small pieces of drawing, as many in each frame as leave the page free to answer. */

const waiting = new Set<() => void>();
/** Milliseconds of a frame. */
const share = 8;
let scheduled = false;

/** @returns takes the piece back, if it is not done yet */
export function drawLater(piece: () => void): () => void {
  waiting.add(piece);
  schedule();
  return () => waiting.delete(piece);
}

function schedule(): void {
  if (scheduled || waiting.size === 0) return;
  scheduled = true;
  requestAnimationFrame(() => {
    scheduled = false;
    const end = performance.now() + share;
    for (const piece of waiting) {
      waiting.delete(piece);
      piece();
      if (performance.now() >= end) break;
    }
    schedule();
  });
}
