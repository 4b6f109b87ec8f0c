/** Where pages come in: dropped anywhere in the window, chosen, or pasted. */
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../parts/button.js';
import { tellError } from '../state/notices.js';
import { words } from '../words/index.js';
import { gather } from './gather.js';
import { ImportProgress } from './import-progress.js';
import { importing, leftOut, takeIn } from './importing.js';
import { reasonOf } from './reason-words.js';
import { DropCurtain, useWindowDrops } from './window-drops.js';
import './drop-zone.css';

interface DropZoneProps {
  /** Told the document that has pages now. */
  readonly onAdded: (document: string) => void;
}

export function DropZone({ onAdded }: DropZoneProps) {
  const { home } = words.value;
  const take = (from: DataTransfer | FileList) => {
    // Gathered before anything else: the browser forgets what was dropped.
    gather(from)
      .then((files) => takeIn(files))
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
      <ImportProgress />
      <LeftOutList />
      {isOver && <DropCurtain />}
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
