/** The one way from a sample's image to its bytes in browsers, which have no files: the bytes are there, or drawn. */
import { encodePng } from '../runtime/index.js';
import { paperRaster } from './paper.js';
import { imageName, type SampleImage } from './sample.js';

export class ImageReader {
  /** There are no pages to keep apart. */
  beside(): ImageReader {
    return this;
  }

  /** @throws for an image of a file */
  async read(image: SampleImage): Promise<Uint8Array> {
    if (image.kind === 'paper') return encodePng(paperRaster(image));
    if (image.kind !== 'bytes') throw new Error(`${imageName(image)}: a browser opens no files; give the bytes`);
    return image.bytes;
  }

  /** What another thread is to decode. @throws for an image of a file */
  source(image: SampleImage): Promise<Uint8Array> {
    return this.read(image);
  }
}
