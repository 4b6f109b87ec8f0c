/** The one way from a sample's image to its bytes in Node, wherever it lies. */

import { readBytes } from '../files/index.js';
import { cutLine, type Raster } from '../image/index.js';
import { decodeImage, encodePng } from '../runtime/index.js';
import { keptBytes } from './packed-groups.js';
import { type GroupImages, readGroupImages } from './packed-lines.js';
import { paperRaster } from './paper.js';
import type { CutImage, PackedImage, SampleImage } from './sample.js';

/** The encoded images of samples, wherever they lie. Groups of packed data sets are kept until others need the room. */
export class ImageReader {
  /** The page that was cut last: its lines come one after the other. */
  private page: { readonly path: string; readonly raster: Promise<Raster> } | undefined;

  constructor(private readonly groups = new Map<string, { readonly images: Promise<GroupImages>; bytes: number }>()) {}

  /** One with the same groups and a page of its own, for lines that are read beside those of another page. */
  beside(): ImageReader {
    return new ImageReader(this.groups);
  }

  /** @throws when the image can't be read */
  async read(image: SampleImage): Promise<Uint8Array> {
    const source = await this.source(image);
    return typeof source === 'string' ? readBytes(source) : source;
  }

  /**
   * What another thread is to decode: the path of a file, which it opens itself, or encoded bytes.
   * @throws when the image can't be read; of a file only whoever opens it knows
   */
  async source(image: SampleImage): Promise<string | Uint8Array> {
    switch (image.kind) {
      case 'file':
        return image.path;
      case 'bytes':
        return image.bytes;
      case 'cut':
        return this.cut(image);
      case 'packed':
        return this.row(image);
      case 'paper':
        return encodePng(paperRaster(image));
    }
  }

  private async cut({ page, cut }: CutImage): Promise<Uint8Array> {
    if (this.page?.path !== page) this.page = { path: page, raster: decodeImage(page) };
    return encodePng(cutLine(await this.page.raster, cut, cut));
  }

  private async row(image: PackedImage): Promise<Uint8Array> {
    const bytes = (await this.group(image))[image.row];
    if (!bytes) throw new Error('the row has no image');
    // Its own memory: a view would take the whole group along to another thread.
    return bytes.slice();
  }

  private group({ file, group }: PackedImage): Promise<GroupImages> {
    const key = `${file} ${group}`;
    const kept = this.groups.get(key);
    // The last used is the last in the map.
    this.groups.delete(key);
    const entry = kept ?? { images: readGroupImages(file, group), bytes: 0 };
    this.groups.set(key, entry);
    if (!kept) {
      entry.images.then(
        (images) => {
          entry.bytes = images.reduce((sum, image) => sum + (image?.length ?? 0), 0);
          this.dropOldest();
        },
        () => this.groups.delete(key),
      );
    }
    return entry.images;
  }

  private dropOldest(): void {
    let bytes = [...this.groups.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of this.groups) {
      if (bytes <= keptBytes || this.groups.size === 1) return;
      this.groups.delete(key);
      bytes -= entry.bytes;
    }
  }
}
