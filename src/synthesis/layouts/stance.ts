/** Where each word of a line stands on the sheet, for its ink and for what is known of it alike. */
import type { Point } from '../../page/index.js';
import type { PlacedWord } from '../writing.js';
import type { Pose, WrittenLine } from './layout.js';

/** A word is turned as a whole, as the line is where its middle stands. */
export interface Stance {
  /** Radians. */
  readonly angle: number;
  /** The point of the line that stays on its place, in pixels along the line; and where that is on the sheet. */
  readonly middle: number;
  readonly origin: Point;
  /** From the line (x along it, y downwards from its baseline) to the sheet. */
  at(x: number, y: number): Point;
}

export function stanceOf({ pose, words }: Pick<WrittenLine, 'pose' | 'words'>, word: PlacedWord): Stance {
  const length = Math.max(1, words.at(-1)?.end ?? 1);
  const middle = (word.x + word.end) / 2;
  const angle = pose.angle + Math.atan(fall(pose, middle / length, length));
  const [cos, sin] = [Math.cos(pose.angle), Math.sin(pose.angle)];
  const down = 4 * pose.sag * (middle / length) * (1 - middle / length);
  const origin: Point = [pose.x + cos * middle - sin * down, pose.y + sin * middle + cos * down];
  const [wordCos, wordSin] = [Math.cos(angle), Math.sin(angle)];
  return {
    angle,
    middle,
    origin,
    at: (x, y) => [origin[0] + wordCos * (x - middle) - wordSin * y, origin[1] + wordSin * (x - middle) + wordCos * y],
  };
}

/** The slope of the parabola that the line hangs in. */
function fall({ sag }: Pose, share: number, length: number): number {
  return (4 * sag * (1 - 2 * share)) / length;
}
