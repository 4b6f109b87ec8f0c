/** A page to try the app with, drawn in a handwriting font: nobody's document. */
import { addPages, createDocument } from '../store/documents.js';
import { newId, type PageRecord } from '../store/records.js';
import { words } from '../words/index.js';
import { kept, tellError } from './notices.js';
import { readLater } from './reading.js';
import { go } from './route.js';

const address = new URL('sample/page.jpg', document.baseURI).href;

export async function openSample(): Promise<void> {
  try {
    const image = await (await fetch(address)).blob();
    const document = await createDocument(words.value.home.sampleName);
    const bitmap = await createImageBitmap(image);
    const page: PageRecord = {
      id: newId(),
      document: document.id,
      name: 'page.jpg',
      state: 'waiting',
      warnings: [],
      page: { image: 'page.jpg', width: bitmap.width, height: bitmap.height, regions: [] },
      checked: [],
      relaid: {},
    };
    bitmap.close();
    if (!(await kept(() => addPages(document.id, [{ page, image, thumbnail: image }])))) return;
    readLater(document.id, [page.id]);
    go({ screen: 'page', document: document.id });
  } catch (error) {
    tellError(error);
  }
}
