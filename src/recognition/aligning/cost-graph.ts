/**
 * A graph of ways with costs, without circles. Edges are added in the order of the ways: all that lead to a node before the
 * first that leaves it. So the cheapest way to a node is known while the graph is made, and what is dear can be left out.
 */
import { known } from '../../known.js';

/** Number of a node. */
export type Node = number;
/** Number of an edge. */
export type Edge = number;

export class CostGraph {
  private readonly from: Node[] = [];
  private readonly to: Node[] = [];
  private readonly costs: number[] = [];
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
    const edge = this.costs.length;
    this.from.push(from);
    this.to.push(to);
    this.costs.push(cost);
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
    for (
      let edge = this.last[to];
      edge !== undefined;
      edge = this.last[known(this.from[edge], 'the node of an edge')]
    ) {
      way.push(edge);
    }
    return way.reverse();
  }

  /**
   * Of each edge the share of the ways to a node that go along it, each way weighed by e^−cost (the forward-backward
   * algorithm); 0 for all where no way leads there.
   */
  shares(to: Node): Float64Array {
    const nodes = this.least.length;
    const edges = this.costs.length;
    const before = new Float64Array(nodes).fill(Number.NEGATIVE_INFINITY);
    const after = new Float64Array(nodes).fill(Number.NEGATIVE_INFINITY);
    before[0] = 0;
    after[to] = 0;
    for (let e = 0; e < edges; e++) this.pass(before, this.from, this.to, e);
    for (let e = edges - 1; e >= 0; e--) this.pass(after, this.to, this.from, e);
    const all = before[to] as number;
    const shares = new Float64Array(edges);
    if (all === Number.NEGATIVE_INFINITY) return shares;
    for (let e = 0; e < edges; e++) {
      const [a, b] = [before[this.from[e] as number] as number, after[this.to[e] as number] as number];
      shares[e] = Math.exp(a - (this.costs[e] as number) + b - all);
    }
    return shares;
  }

  private pass(sums: Float64Array, from: readonly Node[], to: readonly Node[], edge: Edge): void {
    const come = (sums[from[edge] as number] as number) - (this.costs[edge] as number);
    const node = to[edge] as number;
    const sum = sums[node] as number;
    const most = Math.max(sum, come);
    if (most > Number.NEGATIVE_INFINITY) sums[node] = most + Math.log1p(Math.exp(Math.min(sum, come) - most));
  }
}
