/** Export: which pages, as what, and how far it is. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../parts/button.js';
import { Dialog } from '../parts/dialog.js';
import { tell, tellError } from '../state/notices.js';
import { openDocument, openPage } from '../state/open-page.js';
import { flush } from '../state/pages-at-hand.js';
import { words } from '../words/index.js';
import { exportDocument } from './export.js';
import { type ExportFormat, exportFormats } from './export-names.js';
import './export-dialog.css';

interface Progress {
  readonly done: number;
  readonly all: number;
}

export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const { export: said, files } = words.value;
  const [format, setFormat] = useState<ExportFormat>('txt');
  const [all, setAll] = useState(true);
  const [onlyChecked, setOnlyChecked] = useState(true);
  const { progress, save, stop } = useSaving(onClose);
  const isWhole = format === 'project';
  const leave = () => {
    stop();
    onClose();
  };
  return (
    <Dialog title={said.title} onClose={leave}>
      <form
        class="export-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          void save(format, all || isWhole, onlyChecked);
        }}
      >
        <fieldset disabled={progress !== undefined || isWhole}>
          <legend>{said.what}</legend>
          <Choice group="pages" label={said.allPages} checked={all || isWhole} onChoose={() => setAll(true)} />
          <Choice group="pages" label={said.thisPage} checked={!all && !isWhole} onChoose={() => setAll(false)} />
        </fieldset>
        <fieldset disabled={progress !== undefined}>
          <legend>{said.as}</legend>
          {exportFormats.map((known) => {
            const [label, more] = said.formats[known];
            const choose = () => setFormat(known);
            return (
              <Choice
                key={known}
                group="format"
                label={label}
                more={more}
                checked={format === known}
                onChoose={choose}
              />
            );
          })}
        </fieldset>
        {(format === 'page' || format === 'alto') && <p class="small soft">{said.existing}</p>}
        {format === 'pairs' && (
          <label class="choice">
            <input
              type="checkbox"
              checked={onlyChecked}
              disabled={progress !== undefined}
              onChange={({ currentTarget }) => setOnlyChecked(currentTarget.checked)}
            />
            <span>{said.onlyChecked}</span>
          </label>
        )}
        <footer class="export-dialog-end">
          <div role="status" class="export-dialog-progress">
            {progress && (
              <>
                <span class="small">
                  {said.working}: {files.of(progress.done, progress.all)}
                </span>
                <progress aria-label={said.working} value={progress.done} max={Math.max(1, progress.all)} />
              </>
            )}
          </div>
          {progress ? (
            <Button label={files.stop} onClick={stop} />
          ) : (
            <button type="submit" class="button main wide">
              {said.save}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly group: string;
  readonly label: string;
  readonly more?: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function Choice({ group, label, more, checked, onChoose }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="radio" name={`export-${group}`} checked={checked} onChange={onChoose} />
      <span>
        {label}
        {more !== undefined && <span class="small soft export-dialog-more">{more}</span>}
      </span>
    </label>
  );
}

function useSaving(onSaved: () => void) {
  const [progress, setProgress] = useState<Progress>();
  const running = useRef<AbortController | undefined>(undefined);
  const stop = () => running.current?.abort();
  // Nobody would see it end.
  useEffect(() => stop, []);
  const save = async (format: ExportFormat, all: boolean, onlyChecked: boolean) => {
    const document = openDocument.value;
    const page = openPage.value;
    if (!document || running.current) return;
    running.current = new AbortController();
    const { signal } = running.current;
    try {
      // What was typed just now stands in the file too.
      await flush();
      const isSaved = await exportDocument(document, format, {
        pages: all || !page ? undefined : [page.id],
        onlyChecked,
        signal,
        progress: (done, count) => setProgress({ done, all: count }),
      });
      if (!isSaved) return;
      tell('good', words.value.files.saved);
      onSaved();
    } catch (error) {
      if (!signal.aborted) tellError(error);
    } finally {
      running.current = undefined;
      setProgress(undefined);
    }
  };
  return { progress, save, stop };
}
