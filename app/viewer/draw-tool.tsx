/** Draws the baseline of a new line, point by point. */
import { createPortal } from 'preact';
import { useState } from 'preact/hooks';
import type { Point } from '../../src/page/index.js';
import { words } from '../words/index.js';
import { dotOf, pathOf } from './shown-lines.js';
import type { Stage } from './stage.js';
import { ToolBar } from './tool-bar.js';
import { stepOf, useTool } from './use-tool.js';

interface DrawToolProps {
  readonly stage: Stage;
  readonly drawn: (points: readonly Point[]) => void;
  readonly done: () => void;
}

/** Pixels of the screen that an arrow key moves the cross, and with Shift. */
const step = 6;
const longStep = 48;

export function DrawTool({ stage, drawn, done }: DrawToolProps) {
  const [points, setPoints] = useState<readonly Point[]>([]);
  /** Where the next point would be. */
  const [cross, setCross] = useState<Point>();
  const finish = (line: readonly Point[]) => {
    if (line.length < 2) return;
    setPoints([]);
    drawn(line);
  };
  const takeBack = () => setPoints(points.slice(0, -1));
  const add = (at: Point) => {
    setCross(at);
    setPoints([...points, at]);
  };
  const move = ([dx, dy]: readonly [number, number], far: number) => {
    const [x, y] = cross ?? stage.middle();
    const length = far / stage.view().scale;
    const to: Point = [x + dx * length, y + dy * length];
    setCross(to);
    stage.show({ x: to[0], y: to[1], width: 0, height: 0 });
  };
  useTool(stage, {
    press: ({ at }) => add(at),
    // The second press has put a point onto the last one.
    doublePress: () => finish(points.slice(0, -1)),
    hover: setCross,
    key: ({ key, shiftKey }) => {
      const arrow = stepOf(key);
      if (arrow) move(arrow, shiftKey ? longStep : step);
      else if (key === ' ') add(cross ?? stage.middle());
      else if (key === 'Enter') finish(points);
      else if (key === 'Backspace' || key === 'Delete') takeBack();
      else if (key === 'Escape') done();
      else return false;
      return true;
    },
  });
  const said = words.value.viewer;
  return (
    <>
      {createPortal(<Drawing points={points} cross={cross} />, stage.marks)}
      <ToolBar
        label={said.drawing}
        status={said.pointsSet(points.length)}
        actions={[
          { label: said.takeBack, does: takeBack, off: points.length === 0 },
          { label: said.giveUp, does: done },
          { label: words.value.app.done, does: () => finish(points), off: points.length < 2, main: true },
        ]}
      />
    </>
  );
}

function Drawing({ points, cross }: { readonly points: readonly Point[]; readonly cross: Point | undefined }) {
  const last = points.at(-1);
  return (
    <g class="viewer-drawing">
      <path class="viewer-casing" d={pathOf(points)} />
      <path class="viewer-new" d={pathOf(points)} />
      {last && cross && <path class="viewer-rubber" d={pathOf([last, cross])} />}
      {points.map((point) => (
        <path key={point.join()} class="viewer-dot" d={dotOf(point)} />
      ))}
      {cross && <path class="viewer-dot next" d={dotOf(cross)} />}
    </g>
  );
}
