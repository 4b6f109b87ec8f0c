/** The first screen: where pages are dropped, and the documents that are here. */
import { useEffect, useState } from 'preact/hooks';
import { DropZone } from '../files/drop-zone.js';
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { Menu } from '../parts/menu.js';
import { NameField } from '../parts/name-field.js';
import { documents, refreshDocuments, removeDocument, renameDocument } from '../state/library.js';
import { readWaiting } from '../state/reading.js';
import { addressOf, go } from '../state/route.js';
import { openSample } from '../state/sample.js';
import { readDocument, readThumbnail } from '../store/documents.js';
import type { DocumentRecord } from '../store/records.js';
import { askToKeep, type Room, roomLeft } from '../store/room.js';
import { language, words } from '../words/index.js';
import { Privacy } from './privacy.js';
import { Shell } from './shell.js';
import './home.css';

export function Home() {
  useEffect(() => {
    void refreshDocuments();
  }, []);
  const { app, home } = words.value;
  const list = documents.value;
  return (
    <Shell bar={<span class="home-purpose soft">{app.purpose}</span>}>
      <div class="column home">
        <DropZone onAdded={opened} />
        <p class="home-private">
          <Icon name="lock" />
          <span>
            <Privacy />
          </span>
        </p>
        <section aria-labelledby="home-documents">
          <header class="home-head">
            <h1 id="home-documents">{home.title}</h1>
            <Button label={home.sample} icon="file" wide onClick={() => void openSample()} />
          </header>
          {list?.length === 0 && <p class="soft">{home.empty}</p>}
          <ul class="home-list">
            {list?.map((document) => (
              <Card key={document.id} document={document} />
            ))}
          </ul>
        </section>
        <Keeping />
      </div>
    </Shell>
  );
}

/** New pages are read at once, and the first one is shown. */
async function opened(id: string): Promise<void> {
  const document = await readDocument(id);
  if (document) readWaiting(document);
  go({ screen: 'page', document: id });
}

function Card({ document }: { readonly document: DocumentRecord }) {
  const { app, count, home } = words.value;
  const [renaming, setRenaming] = useState(false);
  const { id, name, pages, changed } = document;
  const sum = (of: 'lines' | 'checked') => pages.reduce((total, page) => total + page[of], 0);
  const address = addressOf({ screen: 'page', document: id });
  const date = new Date(changed).toLocaleDateString(language.value, { dateStyle: 'medium' });
  const remove = () => {
    if (confirm(home.confirmDelete(name, pages.length))) void removeDocument(id);
  };
  return (
    <li class="home-card">
      <Thumbnail page={pages[0]?.id} />
      <div class="home-card-text">
        {renaming ? (
          <NameField
            name={name}
            onDone={(renamed) => {
              setRenaming(false);
              if (renamed !== undefined) void renameDocument(id, renamed);
            }}
          />
        ) : (
          <a class="home-card-name" href={address}>
            {name}
          </a>
        )}
        <p class="small soft">
          {count.pages(pages.length)}, {home.changed(date)}
        </p>
        <p class="small soft">{home.progress(sum('checked'), sum('lines'))}</p>
      </div>
      <Menu label={`${app.menu}: ${name}`} icon="more">
        <Button label={app.rename} icon="write" wide onClick={() => setRenaming(true)} />
        <Button label={app.delete} icon="delete" kind="bad" wide onClick={remove} />
      </Menu>
    </li>
  );
}

function Thumbnail({ page }: { readonly page: string | undefined }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let gone = false;
    void (page === undefined ? undefined : readThumbnail(page))?.then((picture) => {
      if (!picture || gone) return;
      made = URL.createObjectURL(picture);
      setAddress(made);
    });
    return () => {
      gone = true;
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [page]);
  return <span class="home-thumbnail">{address !== undefined && <img src={address} alt="" />}</span>;
}

/** How much room is used, and whether the browser may clear it. */
function Keeping() {
  const { store } = words.value;
  const [room, setRoom] = useState<Room>();
  const look = () => void roomLeft().then(setRoom);
  useEffect(look, []);
  if (!room) return null;
  return (
    <footer class="home-keeping small soft">
      <span>{store.room(bytes(room.used), bytes(room.most))}</span>
      <span>{room.lasting ? store.lasting : store.notLasting}</span>
      {!room.lasting && <Button label={store.askToKeep} onClick={() => void askToKeep().then(look)} />}
    </footer>
  );
}

function bytes(count: number): string {
  const [unit, size] = count >= 1e9 ? (['gigabyte', 1e9] as const) : (['megabyte', 1e6] as const);
  return (count / size).toLocaleString(language.value, { style: 'unit', unit, maximumFractionDigits: 1 });
}
