/** Writing lines that were matched with a text: line by line ground truth, and a table of what was matched and what not. */
import { DataError } from '../dataset/index.js';
import { writeLines } from '../dataset/node.js';
import {
  copyFileAtomic,
  fileName,
  fileSize,
  findFiles,
  fullPath,
  isFree,
  joinPath,
  parentFolder,
  pathSeenFrom,
  writeFileAtomic,
} from '../files/index.js';
import { writePageXml } from '../formats/index.js';
import { type Line, linesOf } from '../page/index.js';
import { version } from '../version.js';
import type { AlignedDocuments, DescribedDocument } from './align-documents.js';
import { alignedTable } from './aligned-table.js';
import type { DocumentToRead } from './document.js';

const tableName = 'aligned.tsv';

export interface AlignedFolderOptions {
  /** Whether the folder may have files already. What is read is never replaced. Default: false. */
  readonly overwrite?: boolean | undefined;
}

/**
 * A folder that ground truth is written to: `pages/NAME.xml`, with `pages/NAME.jpg` where the page had no image of its own,
 * `lines/NAME.png` with `lines/NAME.gt.txt`, `aligned.tsv`.
 */
export class AlignedFolder {
  private constructor(readonly path: string) {}

  /**
   * Looks at the folder before anything is read; nothing is written yet.
   * @param inputs paths of all that is read
   * @throws DataError when it is a file or has files already (`data/output-there`), when something is read from it
   * (`data/over-input`), or when two documents would have the same results (`data/same-output`)
   */
  static async open(
    path: string,
    documents: readonly DocumentToRead[],
    inputs: readonly string[],
    { overwrite = false }: AlignedFolderOptions = {},
  ): Promise<AlignedFolder> {
    if ((await fileSize(path)) !== undefined) {
      throw outputThere(path, 'is a file. Give a folder, an empty or a new one');
    }
    if (!overwrite && !(await isFree(path)))
      throw outputThere(path, 'there are files in it already. Give a new folder, or replace them by `overwrite`');
    const folder = new AlignedFolder(path);
    folder.checkPlaces(documents, inputs);
    return folder;
  }

  private checkPlaces(documents: readonly DocumentToRead[], inputs: readonly string[]): void {
    const within = inputs.find((path) => !/^(?:\.\.(?:\/|$)|\/|[A-Za-z]:)/.test(pathSeenFrom(this.path, path)));
    if (within !== undefined) {
      throw new DataError(`${this.path}: ${within} is read from there, and might be overwritten. Give another folder`, {
        code: 'data/over-input',
        details: { path: within },
      });
    }
    const taken = new Map<string, string>();
    for (const { key, path } of documents) {
      const before = taken.get(key);
      if (before === undefined) taken.set(key, path);
      else {
        throw new DataError(`${before} and ${path} would both be written as ${key}; align them one after the other`, {
          code: 'data/same-output',
          details: { path },
        });
      }
    }
  }

  /** Of the table with a row for each line, and for each part of the text that no line has. */
  get table(): string {
    return joinPath(this.path, tableName);
  }

  /** The folder of the lines' images and texts. */
  get lines(): string {
    return joinPath(this.path, 'lines');
  }

  /** Where a page's description goes. */
  placeOfPage({ key }: DocumentToRead): string {
    return joinPath(this.path, 'pages', `${key}.xml`);
  }

  /**
   * Writes the pages that have matched lines, the matched lines with their images, and the table.
   * @returns texts of lines that were in the folder before and are no result now
   * @throws the system's error when a file can't be written; DataError when an image can't be read any more
   */
  async write(aligned: AlignedDocuments): Promise<readonly string[]> {
    const before = (await findFiles(this.lines)) ?? [];
    for (const described of aligned.pages) await this.writePage(described, aligned.lines);
    const samples = aligned.lines.flatMap(({ sample, text }) => (text === undefined ? [] : [{ ...sample, text }]));
    const [unread] = await writeLines(samples, this.lines);
    if (unread) throw new DataError(`${unread.name}: ${unread.reason}`, { details: { path: unread.name } });
    await writeFileAtomic(this.table, alignedTable(aligned));
    const written = new Set(samples.map(({ key }) => fullPath(joinPath(this.lines, `${key}.gt.txt`))));
    return before.filter((path) => path.endsWith('.gt.txt') && !written.has(fullPath(path)));
  }

  private async writePage(
    { document, page, imagePath, isImageApart }: DescribedDocument,
    lines: AlignedDocuments['lines'],
  ): Promise<void> {
    const texts = new Map(
      lines.flatMap(({ described, text }) => (described && text !== undefined ? [[described, text] as const] : [])),
    );
    if (!linesOf(page).some((line) => texts.has(line))) return;
    const regions = page.regions.map((region) => ({
      ...region,
      lines: region.lines.map((line) => withText(line, texts.get(line))),
    }));
    const about = { created: new Date().toISOString(), creator: `ductus ${version}` };
    const place = this.placeOfPage(document);
    const copy = `${place.slice(0, -'.xml'.length)}.jpg`;
    if (isImageApart) await copyFileAtomic(imagePath, copy);
    const image = isImageApart ? fileName(copy) : pathSeenFrom(parentFolder(place), imagePath);
    await writeFileAtomic(place, writePageXml({ ...page, image, regions }, about));
  }
}

/** A line's place with this text and no other; what it had before may be anything. */
function withText({ id, polygon, baseline }: Line, text: string | undefined): Line {
  const place = { id, ...(polygon ? { polygon } : {}), ...(baseline ? { baseline } : {}) };
  return text === undefined ? { ...place, text: '', untranscribed: true } : { ...place, text };
}

function outputThere(path: string, problem: string): DataError {
  return new DataError(`${path}: ${problem}`, { code: 'data/output-there', details: { path, options: ['overwrite'] } });
}
