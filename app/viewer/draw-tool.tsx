/** Draws the baseline of a new line, point by point. */
import { useSignal } from '@preact/signals';
import { createPortal } from 'preact';
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
  // Signals, not states: the second press of two and what comes of both come in one go, before anything is drawn again.
  const points = useSignal<readonly Point[]>([]);
  /** Where the next point would be. */
  const cross = useSignal<Point | undefined>(undefined);
  const finish = () => {
    const line = points.value;
    if (line.length < 2) return;
    points.value = [];
    drawn(line);
  };
  const takeBack = () => {
    points.value = points.value.slice(0, -1);
  };
  const add = (at: Point) => {
    cross.value = at;
    points.value = [...points.value, at];
  };
  const move = ([dx, dy]: readonly [number, number], far: number) => {
    const [x, y] = cross.value ?? stage.middle();
    const length = far / stage.view().scale;
    const to: Point = [x + dx * length, y + dy * length];
    cross.value = to;
    stage.show({ x: to[0], y: to[1], width: 0, height: 0 });
  };
  useTool(stage, {
    press: ({ at }) => add(at),
    // The second press has put a point onto the last one.
    doublePress: () => {
      takeBack();
      finish();
    },
    hover: (at) => {
      cross.value = at;
    },
    key: ({ key, shiftKey }) => {
      const arrow = stepOf(key);
      if (arrow) move(arrow, shiftKey ? longStep : step);
      else if (key === ' ') add(cross.value ?? stage.middle());
      else if (key === 'Enter') finish();
      else if (key === 'Backspace' || key === 'Delete') takeBack();
      else if (key === 'Escape') done();
      else return false;
      return true;
    },
  });
  const said = words.value.viewer;
  return (
    <>
      {createPortal(<Drawing points={points.value} cross={cross.value} />, stage.marks)}
      <ToolBar
        label={said.drawing}
        status={said.pointsSet(points.value.length)}
        actions={[
          { label: said.takeBack, does: takeBack, off: points.value.length === 0 },
          { label: said.giveUp, does: done },
          { label: words.value.app.done, does: finish, off: points.value.length < 2, main: true },
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
