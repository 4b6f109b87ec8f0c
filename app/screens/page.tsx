/** A page: its image at the left, its lines at the right, to be read and corrected. */

import { editing } from 'ductus/web';
import { useEffect, useState } from 'preact/hooks';
import { ExportDialog } from '../files/export-dialog.js';
import { actions, activate } from '../page/actions.js';
import { AddedPages } from '../page/added-pages.js';
import { FindDialog } from '../page/find-dialog.js';
import { useShownPage, useShownRows } from '../page/gradually.js';
import { actionOf, keyOf } from '../page/keys.js';
import { KeysDialog } from '../page/keys-dialog.js';
import { LineRow, relaidOf } from '../page/line-row.js';
import { PageBar, ReadingBar } from '../page/page-bar.js';
import { Palette } from '../page/palette.js';
import { dialog, palette } from '../page/panels.js';
import { pointedOutline } from '../page/pointed.js';
import { takeTool, tool } from '../page/tool.js';
import { view } from '../page/view-controls.js';
import { Button } from '../parts/button.js';
import {
  activeIndex,
  activeLine,
  editPage,
  isChecked,
  openDocument,
  openImage,
  openPage,
  openSheet,
  sheet,
  sheetLines,
} from '../state/open-page.js';
import { flush } from '../state/pages-at-hand.js';
import { readFirst, reading, readOpened } from '../state/reading.js';
import { rereadLine } from '../state/reread.js';
import { go } from '../state/route.js';
import type { Sheet } from '../store/sheet.js';
import { PageView } from '../viewer/page-view.js';
import { words } from '../words/index.js';
import { Shell } from './shell.js';
import './page.css';

interface PageScreenProps {
  readonly document: string;
  readonly page: string | undefined;
}

export function PageScreen({ document, page }: PageScreenProps) {
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    void openSheet(document, page).then((there) => {
      setMissing(!there);
      if (openDocument.value) readOpened(openDocument.value, openPage.value?.id);
    });
    return () => void flush();
  }, [document, page]);
  useKeys();
  if (missing) return <Missing />;
  return (
    <Shell bar={<PageBar />} filled>
      <div class="page-screen">
        <section class="page-image" aria-label={words.value.page.image}>
          <View />
          <ViewTools />
        </section>
        <section class="page-lines" aria-label={words.value.page.lines}>
          <AddedPages document={document} />
          <ReadingBar />
          <State />
          {palette.value && <Palette />}
          <Lines />
        </section>
      </div>
      {dialog.value === 'find' && <FindDialog />}
      {dialog.value === 'keys' && <KeysDialog />}
      {dialog.value === 'export' && <ExportDialog onClose={() => (dialog.value = undefined)} />}
    </Shell>
  );
}

/** A page or document that was deleted, or is of another browser. */
function Missing() {
  const { app, page } = words.value;
  return (
    <Shell>
      <div class="page-missing">
        <p>{page.missing}</p>
        <Button label={app.home} icon="folder" wide onClick={() => go({ screen: 'home' })} />
      </div>
    </Shell>
  );
}

function View() {
  const [image, now] = [openImage.value, sheet.value];
  return image && now ? <SheetView image={image} now={now} /> : null;
}

function SheetView({ image, now }: { readonly image: Blob; readonly now: Sheet }) {
  const page = useShownPage(now.page);
  return (
    <PageView
      image={image}
      page={page}
      active={activeLine.value}
      checked={now.checked}
      highlight={pointedOutline.value}
      tool={tool.value}
      follow
      reading={reading.value?.page === openPage.value?.id}
      controls={view}
      on={{
        activate: (line) => activate(line),
        drawn: (points) => {
          let id = '';
          editPage('draw', (page) => {
            const added = editing.addLine(page, points);
            id = added.id;
            return added.page;
          });
          tool.value = 'look';
          if (id === '') return;
          activate(id, true);
          void rereadLine(id);
        },
        cut: (line, point) => {
          editPage('cut', (page) => editing.cutLine(page, line, point));
          tool.value = 'look';
        },
        movedPoint: (line, part, index, to) =>
          editPage(
            'points',
            (page) => editing.movePoint(page, line, part, index, to),
            `point ${line} ${part} ${index}`,
          ),
        inserted: (line, part, index, at) =>
          editPage('points', (page) => editing.insertPoint(page, line, part, index, at)),
        deletedPoint: (line, part, index) => editPage('points', (page) => editing.deletePoint(page, line, part, index)),
        nudged: (line, dx, dy) => editPage('points', (page) => editing.moveLineBy(page, line, dx, dy), `nudge ${line}`),
        done: () => {
          tool.value = 'look';
        },
      }}
    />
  );
}

function ViewTools() {
  const { page } = words.value;
  return (
    <>
      <div class="page-view-tools" role="toolbar" aria-label={page.image}>
        <Button label={page.zoomIn} icon="zoomIn" shortcut={keyOf('zoomIn')} onClick={actions.zoomIn} />
        <Button label={page.zoomOut} icon="zoomOut" shortcut={keyOf('zoomOut')} onClick={actions.zoomOut} />
        <Button label={page.whole} icon="whole" shortcut={keyOf('whole')} onClick={actions.whole} />
        <Button
          label={page.draw}
          icon="draw"
          shortcut={keyOf('draw')}
          pressed={tool.value === 'draw'}
          onClick={() => takeTool('draw')}
        />
      </div>
      {tool.value === 'draw' && <p class="page-hint small">{page.drawHint}</p>}
      {tool.value === 'points' && <p class="page-hint small">{page.pointsHint}</p>}
    </>
  );
}

/** Why there are no texts, or what may be wrong with them. */
function State() {
  const { reading: said } = words.value;
  const page = openPage.value;
  if (page?.state === 'failed') {
    return (
      <div class="page-state">
        <p>{said.failed(page.problem ?? '')}</p>
        <Button label={said.again} icon="again" wide onClick={() => readFirst(page.document, page.id)} />
      </div>
    );
  }
  const warnings = (page?.warnings ?? []).flatMap((note) => said.warnings[note] ?? (note.includes(' ') ? note : []));
  return warnings.length > 0 ? <p class="page-state">{warnings.join(' ')}</p> : null;
}

function Lines() {
  const at = activeIndex.value;
  const count = sheetLines.value.length;
  const rows = useShownRows(openPage.value?.id, count);
  useShowActive(rows >= Math.min(count, at + around));
  return (
    <ol class="line-list" aria-busy={rows < count}>
      {sheetLines.value.slice(0, Math.max(rows, at + 2)).map((line, index) => (
        <LineRow
          key={line.id}
          line={line}
          at={index + 1}
          checked={isChecked(line.id)}
          relaid={relaidOf(line.id)}
          place={index === at ? 'active' : Math.abs(index - at) === 1 ? 'near' : 'far'}
        />
      ))}
    </ol>
  );
}

/** Rows after a line that it takes to show it in the middle of the list. */
const around = 24;

/**
 * Keeps the active line in the middle of the list, where its neighbours are seen.
 * @param hasRoom whether the rows around it are there: before, the middle may not be reached
 */
function useShowActive(hasRoom: boolean): void {
  const id = activeLine.value;
  useEffect(() => {
    const row = document.querySelector('.line-row.active');
    row?.scrollIntoView({ block: 'center', behavior: 'auto' });
  }, [id, hasRoom]);
}

function useKeys(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as Element;
      // Dialogs, menus and fields have keys of their own.
      if (target.closest('dialog, .menu-list, input, select') || event.defaultPrevented) return;
      const isText = target instanceof HTMLTextAreaElement;
      const action = actionOf(event, isText ? 'text' : 'page', tool.value);
      if (!action) return;
      // On a button Enter presses it.
      if (event.key === 'Enter' && target.closest('button, a, summary, [role=button]')) return;
      event.preventDefault();
      actions[action]();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}
