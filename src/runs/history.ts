/** The learning curve that a model file holds. */

/** Points of it at most. */
const keptPoints = 100;

/** Points spread over the run, the last among them. */
export function thinned<T>(points: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(points.length / keptPoints));
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}
