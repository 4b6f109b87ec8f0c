/**
 * TensorFlow's beam search over CTC prefixes, rule by rule, for those who need its results: what it gives differs from
 * the textbook (tensorflow issue 40727), since a prefix that leaves the beam is reset and may grow again from its
 * parent in the same frame.
 */
import { type CheckedFrames, logAdd, logSoftmax, scoreAt } from './frames.js';
import type { Labelling } from './labelling.js';

const none = Number.NEGATIVE_INFINITY;

interface Masses {
  total: number;
  blank: number;
  label: number;
}

class Entry {
  before: Masses = { total: none, blank: none, label: none };
  now: Masses = { total: none, blank: none, label: none };
  readonly children = new Map<number, Entry>();

  constructor(
    readonly parent: Entry | undefined,
    readonly last: number,
  ) {}

  get active(): boolean {
    return this.now.total !== none;
  }

  child(label: number): Entry {
    let child = this.children.get(label);
    if (!child) {
      child = new Entry(this, label);
      this.children.set(label, child);
    }
    return child;
  }

  labels(): number[] {
    const labels: number[] = [];
    for (let entry: Entry = this; entry.parent; entry = entry.parent) labels.push(entry.last);
    return labels.reverse();
  }
}

/** All labellings in the final beam, best first. */
export function tensorFlowBeamSearch(scores: CheckedFrames, width: number): Labelling[] {
  const { classes, frames } = scores;
  const logProbs = logSoftmax(scores.logProbs.subarray(0, frames * classes), classes);
  const normalised = { ...scores, logProbs };
  const root = new Entry(undefined, -1);
  root.now = { total: 0, blank: 0, label: none };
  let leaves: Entry[] = [root];
  for (let t = 0; t < frames; t++) leaves = step(leaves, normalised, t, width);
  return leaves.sort(byTotal).map((leaf) => ({
    labels: leaf.labels(),
    logProbability: leaf.now.total,
    score: leaf.now.total,
  }));
}

function step(previous: Entry[], scores: CheckedFrames, t: number, width: number): Entry[] {
  const { classes, blank } = scores;
  const branches = previous.sort(byTotal);
  for (const branch of branches) branch.before = { ...branch.now };
  const leaves: Entry[] = [];
  for (const branch of branches) {
    const { parent, last, before, now } = branch;
    if (parent) {
      if (parent.active)
        now.label = logAdd(now.label, last === parent.last ? parent.before.blank : parent.before.total);
      now.label += scoreAt(scores, t, last);
    }
    now.blank = before.total + scoreAt(scores, t, blank);
    now.total = logAdd(now.blank, now.label);
    leaves.push(branch);
  }
  // The lowest leaf; found again only after the leaves have changed.
  let lowest: Entry | undefined;
  const bottom = () => {
    lowest ??= leaves.reduce((low, leaf) => (leaf.now.total <= low.now.total ? leaf : low));
    return lowest;
  };
  const enters = (total: number) => total > none && (leaves.length < width || total > bottom().now.total);
  for (const branch of branches) {
    if (!enters(branch.before.total)) continue;
    for (let label = 0; label < classes; label++) {
      if (label === blank) continue;
      const child = branch.child(label);
      if (child.active) continue;
      const mass = label === branch.last ? branch.before.blank : branch.before.total;
      const total = scoreAt(scores, t, label) + mass;
      if (!enters(total)) {
        child.before = { total: none, blank: none, label: none };
        continue;
      }
      child.now = { total, blank: none, label: total };
      if (leaves.length === width) {
        const out = bottom();
        out.now = { total: none, blank: none, label: none };
        leaves.splice(leaves.indexOf(out), 1);
      }
      leaves.push(child);
      lowest = undefined;
    }
  }
  return leaves;
}

function byTotal(a: Entry, b: Entry): number {
  return b.now.total - a.now.total;
}
