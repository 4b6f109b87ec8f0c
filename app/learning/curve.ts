/** A curve over the time of training, and what several of them say in rows. */

/** A place of a curve. */
export interface CurvePoint {
  /** Trained so far. */
  readonly seconds: number;
  readonly value: number;
}

export interface Curve {
  readonly label: string;
  readonly points: readonly CurvePoint[];
  /** A value in words; shorter beside an axis. */
  readonly say: (value: number, onAxis: boolean) => string;
}

export interface CurveRow {
  readonly seconds: number;
  readonly main: number;
  /** At that time. */
  readonly second: number | undefined;
}

/** More than a person reads. */
const mostRows = 60;

/** For those who don't see the curves: the points of the main one, thinned out where there are many, the last among them. */
export function curveRows(main: readonly CurvePoint[], second: readonly CurvePoint[]): readonly CurveRow[] {
  const stride = Math.max(1, Math.ceil(main.length / mostRows));
  return main
    .filter((_, at) => (main.length - 1 - at) % stride === 0)
    .map(({ seconds, value }) => ({
      seconds,
      main: value,
      second: second.findLast((point) => point.seconds <= seconds)?.value,
    }));
}
