/** Whether a document would be read as it was: by what its files have in them, and by what it is read with. */
import { sha256, sha256OfFile } from '../files/index.js';
import type { DocumentToRead } from './document.js';

export class DocumentHashes {
  /** The file that was hashed last: the pages of a PDF come one after the other. */
  private last: { readonly path: string; readonly hash: Promise<string> } | undefined;

  /**
   * @param reading what results depend on beside the document, as JSON has it
   * @param finding what those depend on too whose lines are found
   */
  constructor(
    private readonly reading: unknown,
    private readonly finding: unknown,
  ) {}

  /** @throws the system's error when one of its files can't be read */
  async of(document: DocumentToRead): Promise<string> {
    const parts = await this.partsOf(document);
    const finding = document.kind === 'unsegmented' ? [this.finding ?? null] : [];
    return sha256(JSON.stringify([document.kind, parts, this.reading ?? null, ...finding]));
  }

  private async partsOf(document: DocumentToRead): Promise<readonly unknown[]> {
    if (document.kind !== 'unsegmented') {
      const { path, imagePath } = document;
      return [await this.file(path), imagePath === undefined ? null : await this.file(imagePath)];
    }
    const { place } = document;
    switch (place.kind) {
      case 'image':
        return [await this.file(place.path)];
      case 'iiif':
        // Not what is there: it may not have been fetched yet.
        return [place.canvas];
      default:
        return [await this.file(place.path), place.page];
    }
  }

  private file(path: string): Promise<string> {
    if (this.last?.path !== path) this.last = { path, hash: sha256OfFile(path) };
    return this.last.hash;
  }
}
