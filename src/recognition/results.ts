/** Writing what was read to a folder: a file for each document and format, and a table of all lines. */
import { DataError } from '../dataset/index.js';
import { fileSize, fullPath, joinPath, writeFileAtomic } from '../files/index.js';
import { type OutputFormat, outputEndings, writePage, writeTsv } from '../formats/index.js';
import { linesOf, type Page } from '../page/index.js';
import { mapConcurrently } from '../runtime/index.js';
import { pageImage } from '../runtime/node.js';
import { version } from '../version.js';
import type { DocumentToRead, ReadDocument } from './documents.js';

/** Of all lines that were read, in a folder of results. */
const tableName = 'recognized.tsv';

export interface ResultOptions {
  /** What each document is written as. Default: `['txt']` */
  readonly formats?: readonly OutputFormat[];
  /** Whether files that are there may be replaced. What is read never is. Default: false. */
  readonly overwrite?: boolean;
  /** Paths below the folder of what else will be written. Default: the table of all lines. */
  readonly besides?: readonly string[];
}

/** A folder that documents are written to as they are read. Each file is there as a whole or not at all. */
export class ResultFolder {
  /** Of the documents that were written, for the table. */
  private readonly pages: Page[] = [];

  private constructor(
    readonly path: string,
    private readonly formats: ReadonlySet<OutputFormat>,
    private readonly besides: readonly string[],
  ) {}

  /**
   * Looks at all places that results will have, before anything is read; nothing is written yet. The folder is made with
   * the first result.
   *
   * @param documents all that will be read: their keys are the names of the files
   * @throws DataError when two results would be one file (`data/same-output`), one would replace what is read
   * (`data/over-input`), or something is in their place already (`data/output-there`)
   */
  static async open(
    path: string,
    documents: readonly DocumentToRead[],
    { formats = ['txt'], overwrite = false, besides = [tableName] }: ResultOptions = {},
  ): Promise<ResultFolder> {
    const folder = new ResultFolder(path, new Set(formats), besides);
    if ((await fileSize(path)) !== undefined) {
      throw new DataError(`${path}: is a file. Give a folder, one that is there or a new one`, {
        code: 'data/output-there',
        details: { path },
      });
    }
    const places = folder.checkedPlaces(documents);
    if (!overwrite) await refuseReplacing(places);
    return folder;
  }

  /** Of the table with a row for each line that was read. */
  get table(): string {
    return joinPath(this.path, tableName);
  }

  /** Where a document's text stands in a format. */
  placeOf({ key }: DocumentToRead, format: OutputFormat): string {
    return joinPath(this.path, `${key}${outputEndings[format]}`);
  }

  /** Writes a document in all formats. @throws the system's error when a file can't be written */
  async write({ document, page, imagePath }: ReadDocument): Promise<void> {
    const options = { created: new Date().toISOString(), creator: `ductus ${version}` };
    for (const format of this.formats) {
      const bytes = await writePage(format, page, options, () => pageImage(imagePath));
      await writeFileAtomic(this.placeOf(document, format), bytes);
    }
    this.pages.push({ ...page, image: document.path });
  }

  /** Whether no document was written yet. */
  get isEmpty(): boolean {
    return this.pages.length === 0;
  }

  /**
   * Writes the table of the lines of all documents that were written, in their order.
   * @returns how many lines it has
   */
  async writeTable(): Promise<number> {
    await writeFileAtomic(this.table, writeTsv(this.pages));
    return this.pages.reduce((sum, page) => sum + linesOf(page).length, 0);
  }

  private checkedPlaces(documents: readonly DocumentToRead[]): readonly string[] {
    const inputs = new Set(documents.map(({ path }) => fullPath(path)));
    const taken = new Map(
      this.besides.map((name) => {
        const what = name === tableName ? 'the table of all lines' : name;
        return [fullPath(joinPath(this.path, name)), what] as const;
      }),
    );
    for (const document of documents) {
      for (const format of this.formats) {
        const place = this.placeOf(document, format);
        const owner = taken.get(fullPath(place));
        if (owner !== undefined) throw sameOutput(owner, document, format, place);
        if (inputs.has(fullPath(place))) {
          throw new DataError(`${place}: it is read, and would be overwritten. Give another folder`, {
            code: 'data/over-input',
            details: { path: place },
          });
        }
        taken.set(fullPath(place), document.path);
      }
    }
    return [...taken.keys()];
  }
}

function sameOutput(owner: string, { key, path }: DocumentToRead, format: OutputFormat, place: string): DataError {
  const name = `${key}${outputEndings[format]}`;
  return new DataError(`${owner} and ${path} would both be written as ${name}; read them one after the other`, {
    code: 'data/same-output',
    details: { path: place },
  });
}

async function refuseReplacing(places: readonly string[]): Promise<void> {
  const sizes = await mapConcurrently(places, 16, fileSize);
  const path = places.find((_, index) => sizes[index] !== undefined);
  if (path === undefined) return;
  throw new DataError(`${path}: it is there already. Give another folder, or replace it by \`overwrite\``, {
    code: 'data/output-there',
    details: { path, options: ['overwrite'] },
  });
}
