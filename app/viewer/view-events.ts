/** What a person does on the image of a page. Places are in pixels of the image. */
import type { Point } from '../../src/page/index.js';
import type { LinePart } from './points.js';

export interface ViewEvents {
  readonly activate: (lineId: string) => void;
  /** The baseline of a new line: two points at least. */
  readonly drawn: (points: readonly Point[]) => void;
  readonly movedPoint: (lineId: string, part: LinePart, index: number, to: Point) => void;
  /** @param index that the point will have */
  readonly inserted: (lineId: string, part: LinePart, index: number, at: Point) => void;
  readonly deletedPoint: (lineId: string, part: LinePart, index: number) => void;
  /** @param point of the line's baseline */
  readonly cut: (lineId: string, point: Point) => void;
  /** The whole line, by pixels of the image. */
  readonly nudged: (lineId: string, dx: number, dy: number) => void;
  /** The tool is laid down. */
  readonly done: () => void;
}
