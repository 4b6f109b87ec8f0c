/** Pages that are dropped or pasted while a document is open: they become its last pages, are read, and the first of them is shown. */
import { gather } from '../files/gather.js';
import { ImportProgress } from '../files/import-progress.js';
import { importing, takeIn } from '../files/importing.js';
import { DropCurtain, useWindowDrops } from '../files/window-drops.js';
import { tellError } from '../state/notices.js';
import { openDocument } from '../state/open-page.js';
import { readLater } from '../state/reading.js';
import { go } from '../state/route.js';
import { readDocument } from '../store/documents.js';

/** What is seen of it: where to drop, and how far it is. */
export function AddedPages({ document }: { readonly document: string }) {
  const isOver = useWindowDrops((from) => {
    // Gathered before anything else: the browser forgets what was dropped.
    const gathered = gather(from);
    void add(gathered, document).catch(tellError);
  });
  return (
    <>
      {importing.value && <ImportProgress />}
      {isOver && <DropCurtain />}
    </>
  );
}

async function add(gathered: ReturnType<typeof gather>, document: string): Promise<void> {
  const before = new Set((await readDocument(document))?.pages.map(({ id }) => id));
  // A project is a document of its own.
  const added = await takeIn(await gathered, document);
  const record = added === undefined ? undefined : await readDocument(added);
  if (!record) return;
  if (openDocument.value?.id === record.id) openDocument.value = record;
  const fresh = record.pages.filter(({ id }) => !before.has(id));
  readLater(
    record.id,
    fresh.flatMap(({ id, state }) => (state === 'waiting' ? id : [])),
  );
  const [first] = fresh;
  if (first) go({ screen: 'page', document: record.id, page: first.id });
}
