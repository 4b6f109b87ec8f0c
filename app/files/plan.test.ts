import type { DescribedPage } from 'ductus/web';
import { describe, expect, it } from 'vitest';
import { WorkError } from '../work/client.js';
import type { GatheredFile } from './gather.js';
import { planImport } from './plan.js';

function gathered(path: string, content = 'x'): GatheredFile {
  return { path, file: new File([content], path.split('/').at(-1) ?? '') };
}

/** A description is the name of its image here; `broken` and `mets` are what they say. */
async function describePage(bytes: Uint8Array): Promise<DescribedPage> {
  const text = new TextDecoder().decode(bytes);
  if (text === 'broken') throw new WorkError({ message: 'line 1', stopped: false, code: 'xml/invalid' });
  if (text.startsWith('<')) throw new WorkError({ message: 'other', stopped: false, code: 'xml/other' });
  const page = { image: text, width: 1, height: 1, regions: [] };
  return { format: 'PAGE', page, unit: 'pixel', regionsWithoutLines: [], zones: { unknown: [], empty: [], made: [] } };
}

describe('a plan', () => {
  it('has images with their descriptions and PDFs in the order of the files', async () => {
    const files = ['doc/1.jpg', 'doc/2.pdf', 'doc/3.png'].map((path) => gathered(path));
    const plan = await planImport([...files, gathered('doc/page/1.xml', '1.jpg')], describePage);
    expect(plan.items.map(({ kind, from }) => [kind, from.path])).toEqual([
      ['image', 'doc/1.jpg'],
      ['pdf', 'doc/2.pdf'],
      ['image', 'doc/3.png'],
    ]);
    expect(plan.items[0]).toMatchObject({ description: { path: 'doc/page/1.xml' } });
    expect(plan.leftOut).toEqual([]);
  });

  it('says of each file that is left out why', async () => {
    const files = [
      gathered('b.docx'),
      gathered('c.jpg', ''),
      gathered('d.xml', 'gone.jpg'),
      gathered('e.xml', 'broken'),
      gathered('f.xml', '<TEI>'),
      gathered('x/g.jpg'),
      gathered('x/g.pdf'),
    ];
    const plan = await planImport(files, describePage);
    expect(plan.leftOut.map(({ name, reason }) => [name, reason]).sort()).toEqual([
      ['b.docx', 'other'],
      ['c.jpg', 'empty'],
      ['d.xml', 'noImage'],
      ['e.xml', 'damagedXml'],
      ['f.xml', 'other'],
      ['x/g.pdf', 'again'],
    ]);
  });

  it('passes over what exports have beside pages, and keeps projects apart', async () => {
    const files = [
      gathered('a/mets.xml'),
      gathered('a/1_mets.xml', '<mets>'),
      gathered('a/.DS_Store'),
      gathered('p.ductus.zip'),
    ];
    const plan = await planImport(files, describePage);
    expect(plan).toMatchObject({ items: [], leftOut: [], projects: [{ path: 'p.ductus.zip' }] });
  });

  it('has the image of a damaged description as a page to be read', async () => {
    const plan = await planImport([gathered('e.jpg'), gathered('e.xml', 'broken')], describePage);
    expect(plan.items).toMatchObject([{ kind: 'image', from: { path: 'e.jpg' } }]);
  });
});
