/** Reliability diagrams as SVG: what was said against what was so, with how often it was said. */

const chart = { size: 260, left: 44, right: 24, top: 26, bottom: 34 } as const;

export interface ReliabilityPoint {
  /** Borders of the bin, 0 to 1. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean confidence, and mean of what was right. */
  readonly confidence: number;
  readonly right: number;
}

export function reliabilityDiagram(title: string, points: readonly ReliabilityPoint[]): string {
  const { size, left, right, top, bottom } = chart;
  const x = (value: number) => left + (size - left - right) * value;
  const y = (value: number) => size - bottom - (size - top - bottom) * value;
  const all = Math.max(1, ...points.map(({ count }) => count));
  const grid = [0, 0.5, 1]
    .map(
      (value) =>
        `<line x1="${left}" x2="${size - right}" y1="${y(value)}" y2="${y(value)}"/><text class="end" x="${left - 6}" y="${y(value) + 4}">${value * 100}%</text><text x="${x(value)}" y="${size - bottom + 16}" text-anchor="middle">${value * 100}%</text>`,
    )
    .join('');
  const bars = points
    .map(({ low, high, count }) => {
      const height = y(0) - y(count / all);
      return `<rect class="bar" x="${x(low) + 1}" width="${x(high) - x(low) - 2}" y="${y(0) - height}" height="${height}"><title>${count}</title></rect>`;
    })
    .join('');
  const line = points.map(({ confidence, right: so }) => `${x(confidence).toFixed(1)},${y(so).toFixed(1)}`).join(' ');
  const dots = points
    .map(
      ({ confidence, right: so, count }) =>
        `<circle cx="${x(confidence).toFixed(1)}" cy="${y(so).toFixed(1)}" r="4"><title>said ${(100 * confidence).toFixed(1)}%, so ${(100 * so).toFixed(1)}%, ${count} times</title></circle>`,
    )
    .join('');
  return `<svg viewBox="0 0 ${size} ${size}" role="img"><text x="${left}" y="14">${title}</text>${grid}<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke-dasharray="4 4"/>${bars}<polyline class="a" points="${line}"/>${dots}<text x="${(size + left) / 2}" y="${size - 4}" text-anchor="middle">confidence</text></svg>`;
}
