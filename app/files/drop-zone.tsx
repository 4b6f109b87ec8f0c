/** Where pages come in: dropped anywhere in the window, chosen, or pasted. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../parts/button.js';
import { tellError } from '../state/notices.js';
import { words } from '../words/index.js';
import { gather } from './gather.js';
import { importing, leftOut, stopImport, takeIn } from './importing.js';
import { reasonOf } from './reason-words.js';
import './drop-zone.css';

interface DropZoneProps {
  /** The id of the document that gets the pages. Default: a new one. */
  readonly document?: string | undefined;
  /** Told the document that has pages now. */
  readonly onAdded: (document: string) => void;
}

export function DropZone({ document, onAdded }: DropZoneProps) {
  const { home } = words.value;
  const take = (from: DataTransfer | FileList) => {
    // Gathered before anything else: the browser forgets what was dropped.
    gather(from)
      .then((files) => takeIn(files, document))
      .then((added) => added !== undefined && onAdded(added))
      .catch(tellError);
  };
  const isOver = useWindowDrops(take);
  return (
    <section class={`drop-zone ${isOver ? 'drop-zone-over' : ''}`} aria-label={home.drop}>
      <p class="drop-zone-title">{home.drop}</p>
      <p class="soft small">{home.dropMore}</p>
      <div class="drop-zone-buttons">
        <Chooser label={home.chooseFiles} kind="main" onFiles={take} />
        {'webkitdirectory' in HTMLInputElement.prototype && <Chooser label={home.chooseFolder} folder onFiles={take} />}
        <Chooser label={home.openProject} accept=".zip" onFiles={take} />
      </div>
      <Progress />
      <LeftOutList />
      {isOver && (
        <div class="drop-zone-curtain" aria-hidden="true">
          {words.value.files.dropHere}
        </div>
      )}
    </section>
  );
}

interface ChooserProps {
  readonly label: string;
  readonly kind?: 'main';
  readonly folder?: boolean;
  readonly accept?: string;
  readonly onFiles: (files: FileList) => void;
}

/** A button that opens the browser's own choice of files. */
function Chooser({ label, kind, folder, accept, onFiles }: ChooserProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.webkitdirectory = folder ?? false;
  }, [folder]);
  return (
    <>
      <Button
        label={label}
        {...(kind ? { kind } : {})}
        disabled={importing.value !== undefined}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={accept}
        aria-label={label}
        onChange={({ currentTarget }) => {
          if (currentTarget.files) onFiles(currentTarget.files);
          // The same files may be chosen again.
          currentTarget.value = '';
        }}
      />
    </>
  );
}

function Progress() {
  const { files } = words.value;
  const now = importing.value;
  return (
    <div class="drop-zone-progress" role="status">
      {now && (
        <>
          <span class="small">
            {files[now.kind]}: {files.of(now.done, now.all)}
          </span>
          <progress aria-label={files[now.kind]} value={now.done} max={Math.max(1, now.all)} />
          <Button label={files.stop} onClick={stopImport} />
        </>
      )}
    </div>
  );
}

function LeftOutList() {
  const { files, home } = words.value;
  const list = leftOut.value;
  if (list.length === 0) return null;
  return (
    <details class="drop-zone-left-out" open={list.length <= 5}>
      <summary>{home.leftOut(list.length)}</summary>
      <ul>
        {list.map((item) => (
          <li key={`${item.name} ${item.page ?? ''}`}>
            <b>{item.page === undefined ? item.name : files.pageOfPdf(item.name, item.page)}</b>: {reasonOf(item)}
          </li>
        ))}
      </ul>
      <Button
        label={files.hide}
        onClick={() => {
          leftOut.value = [];
        }}
      />
    </details>
  );
}

/** Listens in the whole window. @returns whether files are held over it */
function useWindowDrops(take: (from: DataTransfer) => void): boolean {
  const over = useSignal(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const stop = new AbortController();
    const listen = <Name extends keyof WindowEventMap>(name: Name, heard: (event: WindowEventMap[Name]) => void) =>
      addEventListener(name, heard, { signal: stop.signal });
    listen('dragover', (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
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
    listen('paste', ({ clipboardData }) => {
      if (clipboardData && hasFiles(clipboardData)) latest.current(clipboardData);
    });
    return () => stop.abort();
  }, [over]);
  return over.value;
}

/** Text that is dragged or pasted belongs to fields. */
function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}
