/** Line charts as SVG. */

const chart = { width: 460, height: 220, left: 48, right: 12, top: 32, bottom: 32 } as const;

type Series<P> = readonly [name: string, style: 'a' | 'b', value: (point: P) => number];

/** Values over the steps of a run, from 0 upwards. */
export function plot<P extends { readonly step: number }>(
  points: readonly P[],
  series: readonly Series<P>[],
  format: (value: number) => string,
): string {
  const { width, height, left, right, top, bottom } = chart;
  const lastStep = Math.max(1, ...points.map(({ step }) => step));
  const most = Math.max(1e-9, ...points.flatMap((point) => series.map(([, , value]) => value(point))));
  const x = (step: number) => left + ((width - left - right) * step) / lastStep;
  const y = (value: number) => height - bottom - ((height - top - bottom) * value) / most;
  const grid = [0, 0.25, 0.5, 0.75, 1]
    .map((share) => {
      const at = y(share * most).toFixed(1);
      return `<line x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text x="${left - 6}" y="${at}" class="end">${format(share * most)}</text>`;
    })
    .join('');
  const lines = series
    .map(([, kind, value]) => {
      const path = points.map((point) => `${x(point.step).toFixed(1)},${y(value(point)).toFixed(1)}`).join(' ');
      return `<polyline class="${kind}" points="${path}"/>`;
    })
    .join('');
  // Above the lines, which begin anywhere.
  const names = series.map(([name, kind]) => `<tspan class="${kind}">${name}</tspan>`).join('   ');
  return `<svg viewBox="0 0 ${width} ${height}" role="img">${grid}${lines}<text x="${left}" y="${top - 14}" xml:space="preserve">${names}</text><text x="${left}" y="${height - 10}">step 0</text><text x="${width - right}" y="${height - 10}" class="end">${lastStep}</text></svg>`;
}
