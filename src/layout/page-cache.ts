/** Pages that were decoded, so that an epoch of many crops decodes few pages again. */
import { decodeImage } from '../runtime/index.js';
import { type PageInk, pageInk } from './crop-ink.js';

export class PageCache {
  private readonly pages = new Map<string, PageInk>();
  private bytes = 0;

  /** @param most bytes that are kept */
  constructor(private readonly most: number) {}

  /**
   * @param key of the page
   * @param image a file's path, or bytes as a file has them
   * @param largest scale of crops of it
   * @throws when it can't be decoded
   */
  async page(key: string, image: string | Uint8Array, largest: number): Promise<PageInk> {
    const kept = this.pages.get(key);
    // The last used is the last in the map.
    this.pages.delete(key);
    const page = kept ?? pageInk(await decodeImage(image), largest);
    this.pages.set(key, page);
    if (!kept) {
      this.bytes += page.ink.data.length;
      this.dropOldest();
    }
    return page;
  }

  private dropOldest(): void {
    for (const [key, { ink }] of this.pages) {
      if (this.bytes <= this.most || this.pages.size === 1) return;
      this.pages.delete(key);
      this.bytes -= ink.data.length;
    }
  }
}
