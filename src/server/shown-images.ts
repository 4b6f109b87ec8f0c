/** The images of the lines that a run shows, for its page. */
import { createHash } from 'node:crypto';
import { ImageReader, type SampleImage } from '../dataset/index.js';
import { decodeImage, encodePng } from '../runtime/index.js';

export class ShownImages {
  private readonly images = new Map<string, SampleImage>();
  /** A page asks for the same few again and again. */
  private readonly encoded = new Map<string, Promise<Uint8Array>>();
  private readonly reader = new ImageReader();

  /** The path below the page's address; says nothing of the line's name. */
  pathOf(name: string): string {
    return `lines/${createHash('sha256').update(name).digest('hex').slice(0, 16)}.png`;
  }

  add(name: string, image: SampleImage): void {
    this.images.set(this.pathOf(name), image);
  }

  /**
   * A PNG: browsers don't show all that is trained on.
   * @throws where it can't be read
   */
  async read(path: string): Promise<Uint8Array | undefined> {
    const image = this.images.get(path);
    if (!image) return undefined;
    const png = this.encoded.get(path) ?? this.encode(image);
    this.encoded.set(path, png);
    return png;
  }

  private async encode(image: SampleImage): Promise<Uint8Array> {
    return encodePng(await decodeImage(await this.reader.source(image)));
  }
}
