/** Beside the app's name: which document and page this is, what is being read, and what can be done with it. */
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { Menu } from '../parts/menu.js';
import { openDocument, openPage, redoable, redoEdit, undoable, undoEdit } from '../state/open-page.js';
import { readFirst, reading, readWaiting, stopReading } from '../state/reading.js';
import { queue } from '../state/reading-queue.js';
import { addressOf, go } from '../state/route.js';
import { words } from '../words/index.js';
import { actions, turnPage } from './actions.js';
import { keyOf } from './keys.js';
import { dialog } from './panels.js';

export function PageBar() {
  const { page } = words.value;
  const edits = page.edits;
  return (
    <div class="page-bar">
      <div class="page-bar-place">
        <span class="page-bar-name">{openDocument.value?.name}</span>
        <Pager />
      </div>
      <div class="page-bar-tools">
        <Button
          label={page.undo(undoable.value ? edits[undoable.value] : '')}
          icon="undo"
          kind="quiet"
          shortcut={keyOf('undo')}
          disabled={!undoable.value}
          onClick={undoEdit}
        />
        <Button
          label={page.redo(redoable.value ? edits[redoable.value] : '')}
          icon="redo"
          kind="quiet"
          shortcut={keyOf('redo')}
          disabled={!redoable.value}
          onClick={redoEdit}
        />
        <Button label={page.find} icon="find" kind="quiet" shortcut={keyOf('find')} onClick={actions.find} />
        <Button label={page.keysTitle} icon="keys" kind="quiet" shortcut="?" onClick={actions.keys} />
        <Button label={page.export} icon="export" wide onClick={() => (dialog.value = 'export')} />
        <More />
      </div>
    </div>
  );
}

function More() {
  const { page, reading: reads } = words.value;
  const document = openDocument.value;
  const current = openPage.value;
  if (!document || !current) return null;
  const waiting = document.pages.filter(({ state }) => state === 'waiting').length;
  return (
    <Menu label={page.more} icon="more">
      <a class="button wide" href={addressOf({ screen: 'learn', document: document.id })}>
        <Icon name="learn" />
        <span>{page.learn}</span>
      </a>
      <a class="button wide" href={addressOf({ screen: 'practice', document: document.id, page: current.id })}>
        <Icon name="practice" />
        <span>{page.practice}</span>
      </a>
      <a class="button wide" href={addressOf({ screen: 'hands', document: document.id })}>
        <Icon name="hands" />
        <span>{page.hands}</span>
      </a>
      <hr />
      <Button label={reads.again} icon="again" wide onClick={() => readFirst(document.id, current.id)} />
      {waiting > 0 && <Button label={reads.readAll} icon="next" wide onClick={() => readWaiting(document)} />}
    </Menu>
  );
}

/** Which of the pages this is, and the way to the others. */
function Pager() {
  const { page } = words.value;
  const [document, current] = [openDocument.value, openPage.value];
  const pages = document?.pages ?? [];
  if (!document || pages.length < 2) return null;
  const at = pages.findIndex(({ id }) => id === current?.id);
  return (
    <nav class="page-pager" aria-label={page.pages}>
      <Button
        label={page.previous}
        icon="back"
        kind="quiet"
        shortcut={keyOf('previousPage')}
        disabled={at <= 0}
        onClick={() => turnPage(-1)}
      />
      <select
        aria-label={page.of(at + 1, pages.length)}
        value={current?.id}
        onChange={({ currentTarget }) => go({ screen: 'page', document: document.id, page: currentTarget.value })}
      >
        {pages.map(({ id, name, lines, checked, state }, index) => (
          <option key={id} value={id}>
            {page.entry(index + 1, name, state === 'read' ? `${checked}/${lines}` : page.states[state])}
          </option>
        ))}
      </select>
      <Button
        label={page.next}
        icon="next"
        kind="quiet"
        shortcut={keyOf('nextPage')}
        disabled={at >= pages.length - 1}
        onClick={() => turnPage(1)}
      />
    </nav>
  );
}

/** What the reader does, with how far it is; and what waits. */
export function ReadingBar() {
  const { reading: reads } = words.value;
  const now = reading.value;
  if (!now) return null;
  const share = now.all > 0 ? now.done / now.all : 0;
  const text = {
    loading: reads.loading,
    locating: reads.locating,
    reading: reads.reading(now.done, now.all),
    language: reads.language,
    server: reads.server,
  }[now.stage];
  return (
    <div class="reading-bar" role="status">
      <div class="bar">
        <i style={{ width: `${100 * share}%` }} />
      </div>
      <span class="small">
        {text}
        {queue.value.length > 0 && `. ${reads.more(queue.value.length)}`}
      </span>
      <Button label={reads.stop} icon="stop" kind="quiet" onClick={stopReading} />
    </div>
  );
}
