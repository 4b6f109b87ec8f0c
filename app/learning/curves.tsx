/** Loss and error rate while it learns: two curves over the time, and the same as a table. */
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { language, numeral, percent, words } from '../words/index.js';
import { clock } from './duration.js';
import { type CurvePoint, curveRows, type LearningProgress } from './progress.js';
import './curves.css';

const height = 220;

export function Curves({ progress }: { readonly progress: LearningProgress }) {
  const { learn } = words.value;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const look = useLook();
  const code = language.value;
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew for other colours and another language
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const plot = new uPlot(optionsFor(element), dataOf(progress), element);
    chart.current = plot;
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
      chart.current = undefined;
    };
  }, [look, code]);
  useEffect(() => chart.current?.setData(dataOf(progress)), [progress]);
  return (
    <figure class="curves">
      <figcaption class="curves-legend small">
        <span class="curves-rate">{learn.errorRate}</span>
        <span class="curves-loss">{learn.loss}</span>
      </figcaption>
      <div ref={host} class="curves-chart" role="img" aria-label={learn.curves} />
      <details class="small">
        <summary>{learn.table}</summary>
        <Table progress={progress} />
      </details>
    </figure>
  );
}

function Table({ progress }: { readonly progress: LearningProgress }) {
  const { learn } = words.value;
  return (
    <table class="curves-table">
      <thead>
        <tr>
          <th scope="col">{learn.time}</th>
          <th scope="col">{learn.errorRate}</th>
          <th scope="col">{learn.loss}</th>
        </tr>
      </thead>
      <tbody>
        {curveRows(progress).map(({ seconds, errorRate, loss }) => (
          <tr key={seconds}>
            <td>{clock(seconds)}</td>
            <td>{percent(errorRate)}</td>
            <td>{loss === undefined ? '' : numeral(loss, 2)}</td>
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

function optionsFor(element: HTMLElement): uPlot.Options {
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
    scales: { x: { time: false }, loss: upwards, rate: upwards },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map(clock) },
      { ...axis, scale: 'rate', values: (_, ticks) => ticks.map((tick) => percent(tick, 0)) },
      {
        ...axis,
        scale: 'loss',
        side: 1,
        grid: { show: false },
        values: (_, ticks) => ticks.map((tick) => numeral(tick, 1)),
      },
    ],
    series: [
      {},
      { scale: 'rate', stroke: colour('--accent'), width: 2, spanGaps: true, points: { show: true, size: 7 } },
      { scale: 'loss', stroke: soft, width: 1, dash: [4, 3], spanGaps: true, points: { show: false } },
    ],
  };
}

function dataOf({ errorRates, losses }: LearningProgress): uPlot.AlignedData {
  const table = (points: readonly CurvePoint[]): uPlot.AlignedData => [
    points.map(({ seconds }) => seconds),
    points.map(({ value }) => value),
  ];
  return uPlot.join([table(errorRates), table(losses)]);
}
