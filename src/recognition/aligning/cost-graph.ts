/**
 * A graph of ways with costs, without circles. Edges are added in the order of the ways: all that lead to a node before the
 * first that leaves it. So the cheapest way to a node is known while the graph is made, and what is dear can be left out.
 */
import { known } from '../../known.js';

/** Number of a node. */
export type Node = number;
/** Number of an edge. */
export type Edge = number;

/** What an edge is. */
interface Step {
  readonly from: Node;
  readonly to: Node;
  readonly cost: number;
}

export class CostGraph {
  /** Of each edge. */
  private readonly steps: Step[] = [];
  /** Of each node the cost of the cheapest way to it, and that way's last edge. */
  private readonly least: number[] = [];
  private readonly last: (Edge | undefined)[] = [];

  /** The first node is where all ways begin. */
  addNode(): Node {
    this.least.push(this.least.length === 0 ? 0 : Number.POSITIVE_INFINITY);
    this.last.push(undefined);
    return this.least.length - 1;
  }

  addEdge(from: Node, to: Node, cost: number): Edge {
    const edge = this.steps.length;
    this.steps.push({ from, to, cost });
    const whole = this.leastCost(from) + cost;
    if (whole < this.leastCost(to)) {
      this.least[to] = whole;
      this.last[to] = edge;
    }
    return edge;
  }

  /** Of the cheapest way to a node; Infinity where none leads to it. */
  leastCost(node: Node): number {
    return known(this.least[node], 'the cost of a node');
  }

  /** The edges of the cheapest way from the first node, in order. */
  cheapestWay(to: Node): readonly Edge[] {
    const way: Edge[] = [];
    for (let edge = this.last[to]; edge !== undefined; edge = this.last[this.step(edge).from]) way.push(edge);
    return way.reverse();
  }

  /**
   * Of each edge the share of the ways to a node that go along it, each way weighed by e^−cost (the forward-backward
   * algorithm); 0 for all where no way leads there.
   */
  shares(end: Node): Float64Array {
    const { steps } = this;
    const before = new Float64Array(this.least.length).fill(never);
    const after = before.slice();
    before[0] = 0;
    after[end] = 0;
    for (const { from, to, cost } of steps) pass(before, from, to, cost);
    for (const { from, to, cost } of [...steps].reverse()) pass(after, to, from, cost);
    const all = before[end] ?? never;
    const shares = new Float64Array(steps.length);
    if (all === never) return shares;
    for (const [edge, { from, to, cost }] of steps.entries()) {
      shares[edge] = Math.exp((before[from] ?? never) - cost + (after[to] ?? never) - all);
    }
    return shares;
  }

  private step(edge: Edge): Step {
    return known(this.steps[edge], 'the nodes of an edge');
  }
}

/** ln of what is not probable at all. */
const never = Number.NEGATIVE_INFINITY;

/** Adds the ways that go along an edge to those of the node that it leads to; sums are logarithms. */
function pass(sums: Float64Array, from: Node, to: Node, cost: number): void {
  const come = (sums[from] ?? never) - cost;
  const sum = sums[to] ?? never;
  const most = Math.max(sum, come);
  if (most > never) sums[to] = most + Math.log1p(Math.exp(Math.min(sum, come) - most));
}
