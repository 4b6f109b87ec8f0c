/** The decoded image of a page as OpenSeadragon takes images: tiles, cut from the size that fits, when they are in view. */
import OpenSeadragon from 'openseadragon';
import type { Picture } from './picture.js';

/** Pixels: cut in about a millisecond, and few enough of them fill a screen. */
const tileSize = 1024;

export class PictureSource extends OpenSeadragon.TileSource {
  constructor(private readonly picture: Picture) {
    const [{ width, height }] = picture.levels;
    super({ width, height, tileSize, minLevel: 0, maxLevel: picture.levels.length - 1 });
  }

  /** No address is ever asked: it only names the tile. */
  override getTileUrl(level: number, x: number, y: number): string {
    return `tile:${level}/${x}_${y}`;
  }

  override downloadTileStart(job: OpenSeadragon.ImageJob): void {
    const { level, x, y } = job.tile;
    // Levels are counted from the coarsest.
    const image = this.picture.levels.at(-1 - level);
    const { width, height } = this.getTileBounds(level, x, y, true);
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width);
    canvas.height = Math.ceil(height);
    const context = canvas.getContext('2d', { alpha: false });
    if (image && context) {
      context.drawImage(image, -x * tileSize, -y * tileSize);
      job.finish(context, null, 'context2d');
    } else job.fail('no canvas for a tile', null);
  }

  override downloadTileAbort(): void {}
}
