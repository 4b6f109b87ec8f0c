/**
 * Peaks of the baseline map to lines from left to right: what lies near each other belongs together, and in each such group
 * the strongest way is a line. What lies too far from that way to be of it, two lines that touch, is gone through again.
 */
import type { Peak } from './maps-peaks.js';

/** One peak a column, from left to right; columns may be missing. */
export type PeakPath = readonly Peak[];

/**
 * Columns that a line may be missing in, and rows that neighbours may lie apart beside the columns between them: what
 * dilating by five rows and three columns would join.
 */
const nextColumns = 3;
const nextRows = 2;
/** Fewer columns are a speck. */
const leastColumns = 4;
/** Of a group's columns: what lies beside its first line is a line too where it has so many. */
const leastShare = 0.2;
/** Lines that one group may fall into; only noise has more. */
const mostOfGroup = 60;

export interface PeakPaths {
  readonly paths: readonly PeakPath[];
  /** Groups that are too small for a line. */
  readonly specks: number;
}

/**
 * @param peaks from left to right
 * @param apart rows that two lines lie apart at least at a peak: half of the writing's height above the baseline
 */
export function pathsOf(peaks: readonly Peak[], apart: (peak: Peak) => number): PeakPaths {
  const paths: PeakPath[] = [];
  let specks = 0;
  for (const group of groupsOf(peaks)) {
    const columns = columnsOf(group);
    if (columns < leastColumns) {
      specks++;
      continue;
    }
    const least = Math.max(leastColumns, leastShare * columns);
    const open = [group];
    for (let part = open.pop(), lines = 0; part && lines < mostOfGroup; part = open.pop(), lines++) {
      const path = strongest(part);
      if (path.length < least) continue;
      paths.push(path);
      open.push(...groupsOf(awayFrom(part, path, apart)).filter((rest) => columnsOf(rest) >= least));
    }
  }
  return { paths, specks };
}

function columnsOf(peaks: readonly Peak[]): number {
  let columns = 0;
  let last: number | undefined;
  for (const { x } of peaks) {
    if (x !== last) columns++;
    last = x;
  }
  return columns;
}

/** Peaks that are joined by neighbours, each group from left to right. */
function groupsOf(peaks: readonly Peak[]): readonly (readonly Peak[])[] {
  const parent = Int32Array.from(peaks, (_, at) => at);
  const root = (at: number): number => {
    let to = at;
    for (let next = parent[to] ?? to; next !== to; next = parent[to] ?? to) {
      parent[to] = parent[next] ?? next;
      to = next;
    }
    return to;
  };
  for (const [at, peak] of peaks.entries()) {
    for (let before = at - 1; before >= 0; before--) {
      const near = peaks[before];
      if (!near || peak.x - near.x > nextColumns) break;
      const isBeside = near.x < peak.x && Math.abs(near.y - peak.y) <= nextRows + peak.x - near.x;
      if (isBeside) parent[root(at)] = root(before);
    }
  }
  const groups = new Map<number, Peak[]>();
  for (const [at, peak] of peaks.entries()) {
    const group = groups.get(root(at));
    if (group) group.push(peak);
    else groups.set(root(at), [peak]);
  }
  return [...groups.values()];
}

/** The way from left to right with the greatest sum of strengths that rises or falls by no more than it goes on. */
function strongest(peaks: readonly Peak[]): PeakPath {
  const sums = new Float64Array(peaks.length);
  const from = new Int32Array(peaks.length).fill(-1);
  let last = 0;
  for (const [at, peak] of peaks.entries()) {
    let best = 0;
    for (let before = at - 1; before >= 0; before--) {
      const near = peaks[before];
      if (!near || peak.x - near.x > nextColumns) break;
      const sum = sums[before] ?? 0;
      if (near.x === peak.x || sum <= best || Math.abs(near.y - peak.y) > peak.x - near.x) continue;
      best = sum;
      from[at] = before;
    }
    sums[at] = best + peak.strength;
    if ((sums[at] ?? 0) > (sums[last] ?? 0)) last = at;
  }
  const path: Peak[] = [];
  for (let at = last; at >= 0; at = from[at] ?? -1) path.push(...peaks.slice(at, at + 1));
  return path.reverse();
}

/** The peaks that are before, behind, or far enough above or below a line. */
function awayFrom(peaks: readonly Peak[], path: PeakPath, apart: (peak: Peak) => number): readonly Peak[] {
  const [first, last] = [path.at(0)?.x ?? 0, path.at(-1)?.x ?? 0];
  let next = 0;
  return peaks.filter((peak) => {
    if (peak.x < first || peak.x > last) return true;
    while ((path[next]?.x ?? last) < peak.x) next++;
    const y = path[next]?.y ?? 0;
    return Math.abs(peak.y - y) > apart(peak);
  });
}
