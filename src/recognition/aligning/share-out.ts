/**
 * The exact stage: which part of the text is each line's. A way goes through all lines in order and forward in the text; a
 * line takes a span, at the cost of ln P(what was read) − ln P(span), or is left without; so may parts of the text be,
 * between lines. Lines break between words, or inside of one at a cost, where a sign may stand on the page that the text
 * has not. The cheapest way is taken, and the share of all ways that give a line the same span is its confidence.
 */
import { known } from '../../known.js';
import { CostGraph, type Edge, type Node } from './cost-graph.js';
import type { Edition } from './edition.js';
import type { Place } from './line-places.js';
import { type LineToAlign, probabilitiesOf } from './line-to-align.js';
import { type ScoredSpan, spansFrom } from './spans.js';

/** A part of the text that a line has. */
interface Span extends Omit<ScoredSpan, 'logProbability'> {
  /** ln P(what was read | line) − ln P(span | line), nats. */
  readonly cost: number;
}

export interface SharedSpan extends Span {
  /** Share of the ways to share out the text that give the line this span, 0 to 1. */
  readonly confidence: number;
}

export interface ShareOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many lines are done. */
  readonly progress?: ((done: number) => void) | undefined;
}

/**
 * Nats. A line's own text costs a few for each character that is read wrongly, wrong text five and more for each character.
 * So a line is left without where it has hardly anything of what the text says; text is left out between two lines only
 * where it is more than a word that was read badly.
 */
const costs = {
  /** Of a line without text, for each character that was read, and one. */
  readCharacter: 0.6,
  /** Of text that no line has: for a part, and for each character; a part costs no more than the most. */
  part: 12,
  textCharacter: 1,
  mostText: 30,
  /** Of text that is left out, or a line without, in the middle of a word. */
  torn: 20,
  /** Of a line's end inside of a word. */
  insideWord: 3,
};
/** Ways that are dearer than the cheapest by so much are not followed, nor do they count as shares. */
const beam = 45;
/** Characters around a line's place in which its beginning and end are looked for. */
const margin = 15;
/** Characters between the places of two lines that may belong to either. */
const mostBetween = 80;
/** Lines after which others have their turn. */
const pauseEvery = 8;

/**
 * @param places about where each line stands; a line without a place gets no span
 * @returns of each line its span on the cheapest way
 * @throws the signal's reason
 */
export async function shareOut(
  lines: readonly LineToAlign[],
  places: readonly (Place | undefined)[],
  edition: Edition,
  { signal, progress }: ShareOptions = {},
): Promise<readonly (SharedSpan | undefined)[]> {
  const sharing = new Sharing(edition, places);
  for (const [index, line] of lines.entries()) {
    if (index % pauseEvery === 0) {
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    }
    sharing.add(index, line);
    progress?.(index + 1);
  }
  return sharing.spans(lines.length);
}

/** Between two lines: places in the text where the first may end and the second begin, with their nodes. */
interface Boundary {
  readonly positions: readonly number[];
  /** Ways on which the line before has ended here. */
  readonly ended: readonly Node[];
  /** Ways within text that no line has. */
  readonly leaving: readonly Node[];
  /** Ways on which the next line begins here. */
  readonly beginning: readonly Node[];
}

/** The ways, line after line. */
class Sharing {
  private readonly graph = new CostGraph();
  private readonly spanOf = new Map<Edge, { readonly line: number; readonly span: Span }>();
  private boundary: Boundary;

  constructor(
    private readonly edition: Edition,
    private readonly places: readonly (Place | undefined)[],
  ) {
    const begin = this.graph.addNode();
    this.boundary = this.boundaryBefore(0, [0]);
    const { positions, ended, leaving } = this.boundary;
    for (const [i, position] of positions.entries()) {
      this.graph.addEdge(begin, at(leaving, i), costs.part);
      if (position === 0) this.graph.addEdge(begin, at(ended, i), 0);
    }
    this.leaveText(this.boundary);
  }

  add(index: number, line: LineToAlign): void {
    const here = this.boundary;
    const there = this.boundaryBefore(index + 1, here.positions);
    const reached = here.beginning.map((node) => this.graph.leastCost(node));
    const most = Math.min(...reached) + beam;
    const starts = here.positions.flatMap((position, i): readonly Start[] => {
      const [node, cost] = [at(here.beginning, i), at(reached, i)];
      return cost <= most ? [{ position, node, cost }] : [];
    });
    this.addSpans(index, line, starts, there);
    for (const start of starts) this.addWithout(line, start, there);
    this.leaveText(there);
    this.boundary = there;
  }

  spans(lines: number): readonly (SharedSpan | undefined)[] {
    const { graph, spanOf } = this;
    const { positions, beginning } = this.boundary;
    const end = graph.addNode();
    for (const [i, position] of positions.entries()) {
      graph.addEdge(at(beginning, i), end, position === this.edition.characters.length ? 0 : costs.part);
    }
    const shares = graph.shares(end);
    const spans = new Array<SharedSpan | undefined>(lines).fill(undefined);
    for (const edge of graph.cheapestWay(end)) {
      const taken = spanOf.get(edge);
      if (taken) spans[taken.line] = { ...taken.span, confidence: Math.min(1, shares[edge] ?? 0) };
    }
    return spans;
  }

  /** @param before positions of the boundary before it: ways from there must lead on */
  private boundaryBefore(index: number, before: readonly number[]): Boundary {
    const [previous, next] = [this.places[index - 1], this.places[index]];
    const ranges = [...(previous ? [endRange(previous, next)] : []), ...(next ? [startRange(previous, next)] : [])];
    const positions = new Set(ranges.flatMap((range) => this.breaksIn(range)));
    const furthest = Math.max(...before);
    if (positions.size === 0) for (const position of before) positions.add(position);
    else if (Math.max(...positions) < furthest) positions.add(furthest);
    const sorted = [...positions].sort((a, b) => a - b);
    const nodes = () => sorted.map(() => this.graph.addNode());
    return { positions: sorted, ended: nodes(), leaving: nodes(), beginning: nodes() };
  }

  private tornAt(position: number): number {
    return this.edition.breaks[position] === 'inside' ? costs.torn : 0;
  }

  private breaksIn({ from, to }: Range): readonly number[] {
    const { breaks } = this.edition;
    const positions: number[] = [];
    for (let p = Math.max(0, from); p <= Math.min(breaks.length - 1, to); p++) {
      if (breaks[p] !== 'never') positions.push(p);
    }
    return positions;
  }

  /** From the end of a line to the beginning of the next: at once, or after text that no line has. */
  private leaveText({ positions, ended, leaving, beginning }: Boundary): void {
    for (const [i, position] of positions.entries()) {
      const [end, left, begin] = [at(ended, i), at(leaving, i), at(beginning, i)];
      this.graph.addEdge(end, begin, 0);
      const torn = this.tornAt(position);
      this.graph.addEdge(left, begin, torn);
      // Step by step, or far at once: steps alone would cost more than the most.
      for (const [j, far] of positions.entries()) {
        if (far - position <= costs.mostText / costs.textCharacter) continue;
        this.graph.addEdge(end, at(leaving, j), costs.part + torn + costs.mostText);
      }
      const next = positions[i + 1];
      if (next === undefined) continue;
      const cost = leftCost(next - position);
      this.graph.addEdge(end, at(leaving, i + 1), costs.part + torn + cost);
      this.graph.addEdge(left, at(leaving, i + 1), cost);
    }
  }

  /** A line without text. Where the text's position is no longer one, what lies before the next is left out too. */
  private addWithout({ labels }: LineToAlign, { position, node }: Start, there: Boundary): void {
    const i = there.positions.findIndex((next) => next >= position);
    const cost = costs.readCharacter * (labels.length + 1) + this.tornAt(position);
    const next = at(there.positions, i);
    if (next === position) this.graph.addEdge(node, at(there.ended, i), cost);
    else this.graph.addEdge(node, at(there.leaving, i), cost + costs.part + leftCost(next - position));
  }

  private addSpans(index: number, line: LineToAlign, starts: readonly Start[], there: Boundary): void {
    const [previous, place, next] = [this.places[index - 1], this.places[index], this.places[index + 1]];
    if (!place) return;
    const ends = new Map(there.positions.map((position, i) => [position, at(there.ended, i)]));
    const positions = there.positions.filter((position) => isIn(endRange(place, next), position));
    const probabilities = probabilitiesOf(line.scores);
    const ways = starts
      .filter(({ position }) => isIn(startRange(previous, place), position))
      .flatMap((start) =>
        spansFrom(start.position, positions, probabilities, this.edition).map(({ logProbability, ...scored }) => {
          const span = { ...scored, cost: line.logProbability - logProbability };
          const inside = this.edition.breaks[span.end] === 'inside' ? costs.insideWord : 0;
          return { start, span, cost: span.cost + inside };
        }),
      );
    const cheapest = Math.min(...ways.map(({ start, cost }) => start.cost + cost));
    for (const { start, cost, span } of ways) {
      if (start.cost + cost > cheapest + beam) continue;
      const end = known(ends.get(span.end), 'the node of an end');
      this.spanOf.set(this.graph.addEdge(start.node, end, cost), { line: index, span });
    }
  }
}

interface Start {
  readonly position: number;
  readonly node: Node;
  /** Of the cheapest way to it. */
  readonly cost: number;
}

function leftCost(characters: number): number {
  return Math.min(costs.mostText, costs.textCharacter * characters);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function isIn({ from, to }: Range, position: number): boolean {
  return position >= from && position <= to;
}

function areClose(previous: Place | undefined, next: Place | undefined): boolean {
  return previous !== undefined && next !== undefined && next.start - previous.end <= mostBetween;
}

/** Where a line may begin. */
function startRange(previous: Place | undefined, place: Place): Range {
  const first = previous && areClose(previous, place) ? Math.min(previous.end, place.start) : place.start;
  return { from: first - margin, to: place.start + margin };
}

/** Where a line may end. */
function endRange(place: Place, next: Place | undefined): Range {
  const last = next && areClose(place, next) ? Math.max(place.end, next.start) : place.end;
  return { from: place.end - margin, to: last + margin };
}

function at<T>(items: readonly T[], index: number): T {
  return known(items[index], 'the item of a boundary');
}
