/** Files become pages of a document, in portions, so that memory stays flat over hundreds of them. */
import { work } from '../state/reader.js';
import { addPages, createDocument, deleteDocument, type NewPage } from '../store/documents.js';
import type { Description } from '../store/records.js';
import { pagesOfBook } from './book-pages.js';
import type { GatheredFile } from './gather.js';
import type { LeftOut } from './left-out.js';
import { bareName, withoutEnding } from './names.js';
import { newPage } from './new-page.js';
import { Paper } from './paper.js';
import type { BookKind, Picture } from './paper-messages.js';
import { type Plan, type PlannedItem, planImport } from './plan.js';

export interface ImportOptions {
  /** The id of the document that gets the pages. Default: a new one. */
  readonly document?: string | undefined;
  /** Images and pages of PDFs and TIFFs so far, of those that are known. */
  readonly progress?: ((done: number, all: number) => void) | undefined;
  /** What was added until it is aborted stays. */
  readonly signal?: AbortSignal | undefined;
}

export interface ImportResult {
  /** `undefined` where nothing was added and no document was named. */
  readonly document: string | undefined;
  /** Ids of pages. */
  readonly added: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** To be opened by `openProject`. */
  readonly projects: readonly GatheredFile[];
  /** What ended it early, such as a full disk; what was added until then stays. */
  readonly problem?: unknown;
}

/** @param files in natural order, as `gather` gives them */
export async function importFiles(files: readonly GatheredFile[], options: ImportOptions = {}): Promise<ImportResult> {
  const plan = await planImport(files, (bytes) => work.ask('describe', bytes), options.signal);
  const paper = new Paper();
  try {
    const run = new ImportRun(plan, paper, options);
    const problem = await run.all().then(
      () => undefined,
      (error: unknown) => error,
    );
    const { document, added, leftOut } = run;
    // A new document whose first pages could not be kept.
    if (added.length === 0 && document !== undefined && document !== options.document) await deleteDocument(document);
    return { document, added, leftOut, projects: problem === undefined ? plan.projects : [], problem };
  } finally {
    paper.dispose();
  }
}

/** What an image becomes, of a page of many. */
const endings = { pdf: 'jpg', tiff: 'png' } as const;

/** Pages that are written together, and bytes. */
const portionPages = 16;
const portionBytes = 64_000_000;

class ImportRun {
  readonly added: string[] = [];
  readonly leftOut: LeftOut[];
  document: string | undefined;
  private portion: NewPage[] = [];
  private done = 0;
  private count: number;

  constructor(
    private readonly plan: Plan,
    private readonly paper: Paper,
    private readonly options: ImportOptions,
  ) {
    this.leftOut = [...plan.leftOut];
    this.document = options.document;
    this.count = plan.items.length;
  }

  async all(): Promise<void> {
    this.tell();
    for (const item of this.plan.items) {
      if (this.options.signal?.aborted) break;
      await (item.kind === 'image' ? this.image(item) : this.book(item.kind, item));
      this.done++;
      this.tell();
    }
    await this.flush();
  }

  private tell(): void {
    this.options.progress?.(this.done, this.count);
  }

  private async image({ from, description }: PlannedItem): Promise<void> {
    const name = bareName(from.path);
    const picture = await this.paper.ask('look', from.file);
    if ('reason' in picture) return this.leave({ name: from.path, ...picture });
    const described = description && (await this.described(description, picture));
    await this.add(name, from.file, picture, { description: described });
  }

  private async book(kind: BookKind, { from: { path, file }, description }: PlannedItem): Promise<void> {
    const stem = withoutEnding(bareName(path));
    const started = this.done;
    for await (const page of pagesOfBook(this.paper, kind, file, this.options.signal)) {
      if (page.number === undefined) return this.leave({ name: path, ...page.refused });
      if (page.number === 1) this.count += page.pages - 1;
      // The last one counts with the file.
      this.done = started + page.number - 1;
      this.tell();
      if (page.refused) this.leave({ name: path, page: page.number, ...page.refused });
      else {
        const { rendered, number } = page;
        // An image alone keeps the name by which a description may know it.
        const isAlone = kind === 'tiff' && page.pages === 1;
        const name = isAlone ? bareName(path) : `${stem}_${String(number).padStart(4, '0')}.${endings[kind]}`;
        const described = description && number === 1 ? await this.described(description, rendered) : undefined;
        await this.add(name, rendered.image, rendered, { description: described, isPage: !isAlone });
      }
    }
  }

  /** Of the image, or nothing where it is of another one: then the page is read without it. */
  private async described({ path, file }: GatheredFile, { width, height }: Picture): Promise<Description | undefined> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const described = await work.ask('describe', bytes);
    const page = await work.ask('inPixels', { described, width, height });
    if ('problem' in page) {
      this.leave({ name: path, reason: 'otherShape', detail: page.problem });
      return undefined;
    }
    return { name: bareName(path), format: described.format === 'PAGE' ? 'page' : 'alto', bytes, page };
  }

  private leave(leftOut: LeftOut): void {
    this.leftOut.push(leftOut);
  }

  private async add(
    name: string,
    image: Blob,
    picture: Picture,
    more: { description?: Description | undefined; isPage?: boolean },
  ): Promise<void> {
    this.document ??= (await createDocument(documentName(this.plan.items))).id;
    this.portion.push(newPage({ document: this.document, name, image, picture, ...more }));
    const bytes = this.portion.reduce((sum, page) => sum + page.image.size, 0);
    if (this.portion.length >= portionPages || bytes >= portionBytes) await this.flush();
  }

  private async flush(): Promise<void> {
    const portion = this.portion;
    this.portion = [];
    if (this.document === undefined || portion.length === 0) return;
    await addPages(this.document, portion);
    this.added.push(...portion.map(({ page }) => page.id));
  }
}

/** The folder that all come from, else the first file. */
export function documentName(items: readonly Pick<PlannedItem, 'from'>[]): string {
  const paths = items.map(({ from }) => from.path);
  const folders = new Set(paths.map((path) => (path.includes('/') ? path.split('/')[0] : '')));
  const [folder] = folders;
  return folders.size === 1 && folder ? folder : withoutEnding(bareName(paths[0] ?? ''));
}
