/** Changes the points of the active line: dragged, put in, taken away, or the whole line moved by a few pixels. */
import { createPortal } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { words } from '../words/index.js';
import { type Dragged, LinePoints } from './line-points.js';
import { type Edge, edgeBehind, edgeNear, type PointOfLine, pointsOf } from './points.js';
import { lineAt, type ShownLine } from './shown-lines.js';
import type { Press, Stage } from './stage.js';
import { ToolBar } from './tool-bar.js';
import { stepOf, useTool } from './use-tool.js';
import type { ViewEvents } from './view-events.js';

interface PointsToolProps {
  readonly stage: Stage;
  readonly lines: readonly ShownLine[];
  readonly active: ShownLine | undefined;
  readonly on: ViewEvents;
}

/** Pixels of the screen within which an edge is meant. */
const reachOfMouse = 10;
const reachOfFinger = 24;
/** Pixels of the page that an arrow key moves something with Shift; else one. */
const longStep = 10;

export function PointsTool({ stage, lines, active, on }: PointsToolProps) {
  const [chosen, setChosen] = useState<PointOfLine>();
  const [dragged, setDragged] = useState<Dragged>();
  const line = active?.line;
  const place = line && chosen && pointsOf(line, chosen.part)[chosen.index];
  useFocus(stage, place ? chosen : undefined);
  const reach = ({ touch }: Press) => (touch ? reachOfFinger : reachOfMouse) / stage.view().scale;

  const insert = (edge: Edge | undefined) => {
    if (!line || !edge) return;
    on.inserted(line.id, edge.part, edge.index, edge.at);
    setChosen({ part: edge.part, index: edge.index });
  };
  const insertBehind = () => insert(line && chosen && edgeBehind(line, chosen));
  const remove = () => {
    if (!line || !chosen || !isSpare(line, chosen)) return;
    on.deletedPoint(line.id, chosen.part, chosen.index);
    setChosen({ ...chosen, index: Math.max(0, chosen.index - 1) });
  };
  const nudge = (dx: number, dy: number) => {
    if (!line) return;
    if (chosen && place) on.movedPoint(line.id, chosen.part, chosen.index, [place[0] + dx, place[1] + dy]);
    else on.nudged(line.id, dx, dy);
  };

  useTool(stage, {
    press: (press) => {
      if (line && edgeNear(line, press.at, reach(press))) return;
      setChosen(undefined);
      const other = lineAt(lines, press.at, reach(press));
      if (other && other !== active) on.activate(other.line.id);
    },
    doublePress: (press) => insert(line && edgeNear(line, press.at, reach(press))),
    key: ({ key, shiftKey }) => {
      const arrow = stepOf(key);
      const far = shiftKey ? longStep : 1;
      if (arrow) nudge(arrow[0] * far, arrow[1] * far);
      else if (key === 'Escape' || key === 'Enter') on.done();
      else if (chosen && (key === 'Insert' || key === '+')) insertBehind();
      else if (chosen && (key === 'Delete' || key === 'Backspace')) remove();
      else return false;
      return true;
    },
  });
  const said = words.value.viewer;
  const status = !line ? said.chooseLine : chosen && place ? said.point[chosen.part](chosen.index + 1) : said.wholeLine;
  return (
    <>
      {line &&
        createPortal(
          <LinePoints
            line={line}
            stage={stage}
            chosen={chosen}
            choose={setChosen}
            dragged={dragged}
            drag={setDragged}
            drop={({ point, to }) => on.movedPoint(line.id, point.part, point.index, to)}
          />,
          stage.marks,
        )}
      <ToolBar
        label={said.changingPoints}
        status={status}
        actions={[
          { label: said.addPoint, does: insertBehind, off: !place },
          { label: said.removePoint, does: remove, off: !line || !chosen || !place || !isSpare(line, chosen) },
          { label: said.left, sign: '←', does: () => nudge(-1, 0), off: !line },
          { label: said.up, sign: '↑', does: () => nudge(0, -1), off: !line },
          { label: said.down, sign: '↓', does: () => nudge(0, 1), off: !line },
          { label: said.right, sign: '→', does: () => nudge(1, 0), off: !line },
          { label: words.value.app.done, does: on.done, main: true },
        ]}
      />
    </>
  );
}

/** Whether a part has more points than it must have. */
function isSpare(line: ShownLine['line'], { part }: PointOfLine): boolean {
  return pointsOf(line, part).length > (part === 'baseline' ? 2 : 3);
}

/** The chosen point has the focus, also when points were put in or taken away before it. */
function useFocus(stage: Stage, chosen: PointOfLine | undefined): void {
  useLayoutEffect(() => {
    if (!chosen) return;
    const handle = stage.marks.querySelector<SVGElement>(`[data-part="${chosen.part}"][data-index="${chosen.index}"]`);
    if (handle && document.activeElement !== handle && stage.surface.contains(document.activeElement))
      handle.focus({ preventScroll: true });
  });
}
