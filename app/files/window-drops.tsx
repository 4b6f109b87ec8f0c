/** Files that are dropped anywhere in the window, or pasted. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/index.js';
import './drop-zone.css';

/** Listens in the whole window. @returns whether files are held over it */
export function useWindowDrops(take: (from: DataTransfer) => void): boolean {
  const over = useSignal(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const stop = new AbortController();
    const listen = <Name extends keyof WindowEventMap>(name: Name, heard: (event: WindowEventMap[Name]) => void) =>
      addEventListener(name, heard, { signal: stop.signal });
    listen('dragover', (event) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      over.value = true;
    });
    listen('dragleave', ({ relatedTarget }) => {
      // Out of the window, not into something in it.
      if (relatedTarget === null) over.value = false;
    });
    listen('drop', (event) => {
      over.value = false;
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      latest.current(event.dataTransfer);
    });
    listen('paste', (event) => {
      const { clipboardData: pasted, target } = event;
      // Word processors copy a picture of the text beside the text.
      const isText = isField(target) && pasted?.types.includes('text/plain');
      if (!pasted || isText || !hasFiles(pasted)) return;
      event.preventDefault();
      latest.current(pasted);
    });
    return () => stop.abort();
  }, [over]);
  return over.value;
}

/** Text that is dragged or pasted belongs to fields. */
function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

/** Over everything, while files are held over the window. */
export function DropCurtain() {
  return (
    <div class="drop-zone-curtain" aria-hidden="true">
      {words.value.files.dropHere}
    </div>
  );
}
