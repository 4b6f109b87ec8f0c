import { expect, it } from 'vitest';
import { CostGraph } from './cost-graph.js';

/** Two ways over the middle, of cost 1 + 1 and 2 + 1, and one past it, of cost 4. */
function example() {
  const graph = new CostGraph();
  const [begin, middle, end] = [graph.addNode(), graph.addNode(), graph.addNode()];
  const edges = {
    cheap: graph.addEdge(begin, middle, 1),
    dear: graph.addEdge(begin, middle, 2),
    past: graph.addEdge(begin, end, 4),
    on: graph.addEdge(middle, end, 1),
  };
  return { graph, end, edges };
}

it('the cheapest way is known with its cost', () => {
  const { graph, end, edges } = example();
  expect(graph.leastCost(end)).toBe(2);
  expect(graph.cheapestWay(end)).toEqual([edges.cheap, edges.on]);
});

it('shares of edges are those of all ways, weighed by e^−cost', () => {
  const { graph, end, edges } = example();
  const weights = [2, 3, 4].map((cost) => Math.exp(-cost));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = graph.shares(end);
  expect(shares[edges.cheap]).toBeCloseTo((weights[0] ?? 0) / all, 12);
  expect(shares[edges.dear]).toBeCloseTo((weights[1] ?? 0) / all, 12);
  expect(shares[edges.past]).toBeCloseTo((weights[2] ?? 0) / all, 12);
  expect(shares[edges.on]).toBeCloseTo(1 - (weights[2] ?? 0) / all, 12);
});

it('a node that no way leads to costs without end, and edges have no share', () => {
  const graph = new CostGraph();
  graph.addNode();
  const [from, to] = [graph.addNode(), graph.addNode()];
  graph.addEdge(from, to, 1);
  expect(graph.leastCost(to)).toBe(Number.POSITIVE_INFINITY);
  expect([...graph.shares(to)]).toEqual([0]);
});
