/** Two curves over the time of training, each by its scale, and the same as a table. */
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { language, words } from '../words/index.js';
import { type Curve, type CurvePoint, curveRows } from './curve.js';
import { clock } from './duration.js';
import './curves.css';

const height = 220;

interface CurvesProps {
  /** What they are together. */
  readonly label: string;
  /** Rows of the table are its points. */
  readonly main: Curve;
  readonly second: Curve;
  /** Whether the main one has few points, which are marked. */
  readonly dots?: boolean;
}

export function Curves(props: CurvesProps) {
  const { label, main, second } = props;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const look = useLook();
  const code = language.value;
  // Drawn anew for other colours and another language
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const plot = new uPlot(optionsFor(element, props), dataOf(props), element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = undefined;
    };
  }, [look, code]);
  useEffect(() => chart.current?.setData(dataOf(props)), [main.points, second.points]);
  return (
    <figure class="curves">
      <figcaption class="curves-legend small">
        <span>{main.label}</span>
        <span class="curves-second">{second.label}</span>
      </figcaption>
      <div ref={host} class="curves-chart" role="img" aria-label={label} />
      <details class="small">
        <summary>{words.value.learn.table}</summary>
        <Table main={main} second={second} />
      </details>
    </figure>
  );
}

function Table({ main, second }: Pick<CurvesProps, 'main' | 'second'>) {
  return (
    <table class="curves-table">
      <thead>
        <tr>
          <th scope="col">{words.value.learn.time}</th>
          <th scope="col">{main.label}</th>
          <th scope="col">{second.label}</th>
        </tr>
      </thead>
      <tbody>
        {curveRows(main.points, second.points).map((row) => (
          <tr key={row.seconds}>
            <td>{clock(row.seconds)}</td>
            <td>{main.say(row.main, false)}</td>
            <td>{row.second === undefined ? '' : second.say(row.second, false)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Light or dark, as the page is at the moment. */
function useLook(): string | undefined {
  const root = document.documentElement;
  const [look, setLook] = useState(root.dataset.look);
  useEffect(() => {
    const observer = new MutationObserver(() => setLook(root.dataset.look));
    observer.observe(root, { attributeFilter: ['data-look'] });
    return () => observer.disconnect();
  }, [root]);
  return look;
}

function optionsFor(element: HTMLElement, { main, second, dots = false }: CurvesProps): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const [soft, line] = [colour('--soft'), colour('--line')];
  const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const upwards = { range: (_: uPlot, __: number, most: number): [number, number] => [0, most > 0 ? most * 1.05 : 1] };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, main: upwards, second: upwards },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map(clock) },
      { ...axis, scale: 'main', values: (_, ticks) => ticks.map((tick) => main.say(tick, true)) },
      {
        ...axis,
        scale: 'second',
        side: 1,
        grid: { show: false },
        values: (_, ticks) => ticks.map((tick) => second.say(tick, true)),
      },
    ],
    series: [
      {},
      { scale: 'main', stroke: colour('--accent'), width: 2, spanGaps: true, points: { show: dots, size: 7 } },
      { scale: 'second', stroke: soft, width: 1, dash: [4, 3], spanGaps: true, points: { show: false } },
    ],
  };
}

function dataOf({ main, second }: CurvesProps): uPlot.AlignedData {
  const table = (points: readonly CurvePoint[]): uPlot.AlignedData => [
    points.map(({ seconds }) => seconds),
    points.map(({ value }) => value),
  ];
  return uPlot.join([table(main.points), table(second.points)]);
}
