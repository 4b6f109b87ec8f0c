/** A sheet to write on by mouse, pen or finger; what is written is read while one writes. */
import type { PageLine } from 'ductus/web';
import { useEffect, useRef, useState } from 'preact/hooks';
import { LineText } from '../page/line-text.js';
import { Button } from '../parts/button.js';
import { Shell } from '../screens/shell.js';
import { tellError } from '../state/notices.js';
import { withReader, work } from '../state/reader.js';
import { words } from '../words/index.js';
import { type Stroke, Strokes } from './strokes.js';
import './write.css';

/** A pause in writing after which it is read. */
const pauseMs = 350;

export function Write() {
  const { write } = words.value;
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [line, setLine] = useState<PageLine>();
  const [busy, setBusy] = useState(false);
  const sheet = useRef<Strokes>(null);
  useEffect(() => {
    void withReader(undefined, 'guided', async () => undefined).catch(tellError);
  }, []);
  useEffect(() => {
    sheet.current?.draw(strokes);
    if (strokes.length === 0) return setLine(undefined);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      setBusy(true);
      void readStrokes(strokes, stop.signal)
        .then(setLine)
        .catch(tellError)
        .finally(() => setBusy(false));
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [strokes]);
  const take = (canvas: HTMLCanvasElement | null) => {
    if (!canvas || sheet.current?.canvas === canvas) return;
    sheet.current = new Strokes(canvas, (stroke) => setStrokes((before) => [...before, stroke]));
  };
  return (
    <Shell bar={<h1 class="write-title">{write.title}</h1>}>
      <div class="column">
        <p class="soft">{write.hint}</p>
        <canvas ref={take} class="write-sheet" aria-label={write.sheet} />
        <div class="write-tools">
          <Button
            label={write.undo}
            icon="undo"
            disabled={strokes.length === 0}
            onClick={() => setStrokes(strokes.slice(0, -1))}
          />
          <Button
            label={write.clear}
            icon="delete"
            wide
            disabled={strokes.length === 0}
            onClick={() => setStrokes([])}
          />
          <Button
            label={write.copy}
            icon="file"
            wide
            disabled={!line?.text}
            onClick={() => void navigator.clipboard.writeText(line?.text ?? '').catch(tellError)}
          />
        </div>
        <p class="write-text" role="status" aria-busy={busy} dir="auto">
          {line?.text ? <LineText line={line} checked={false} /> : <span class="soft">{write.nothing}</span>}
        </p>
      </div>
    </Shell>
  );
}

async function readStrokes(strokes: readonly Stroke[], signal: AbortSignal): Promise<PageLine | undefined> {
  const image = await Strokes.imageOf(strokes);
  const page = await withReader(undefined, 'plain', () =>
    work.ask('read', { image, name: 'line.png', single: true }, { signal }),
  );
  return signal.aborted ? undefined : page.regions[0]?.lines[0];
}
