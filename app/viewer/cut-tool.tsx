/** Cuts a line in two: shows where, across it, before it is done. */
import { createPortal } from 'preact';
import { useState } from 'preact/hooks';
import type { Point } from '../../src/page/index.js';
import { words } from '../words/index.js';
import { clamp, crossings, lengthOf, nearestOn, placeAlong } from './geometry.js';
import { lineAt, pathOf, type ShownLine } from './shown-lines.js';
import type { Stage } from './stage.js';
import { ToolBar } from './tool-bar.js';
import { useTool } from './use-tool.js';
import type { ViewEvents } from './view-events.js';

interface CutToolProps {
  readonly stage: Stage;
  readonly lines: readonly ShownLine[];
  readonly active: ShownLine | undefined;
  readonly on: ViewEvents;
}

interface CutPlace {
  /** Id. */
  readonly line: string;
  /** Pixels of the page, from the beginning of the line. */
  readonly along: number;
}

/** Pixels of the screen. */
const reach = 10;
const step = 4;
const longStep = 40;
/** So near to the place that is shown a finger means it. */
const fingerReach = 30;

export function CutTool({ stage, lines, active, on }: CutToolProps) {
  const [place, setPlace] = useState<CutPlace>();
  const placed = lines.find(({ line }) => line.id === place?.line);
  /** The place that is shown, else the middle of the active line. */
  const current = (): { readonly shown: ShownLine; readonly along: number } | undefined => {
    if (placed && place) return { shown: placed, along: place.along };
    const shown = active ?? lines[0];
    return shown && { shown, along: lengthOf(shown.course) / 2 };
  };
  const placeFor = (at: Point): CutPlace | undefined => {
    const shown = lineAt(lines, at, reach / stage.view().scale);
    const nearest = shown && nearestOn(shown.course, at);
    return shown && nearest && { line: shown.line.id, along: nearest.along };
  };
  const cut = (at: CutPlace) => {
    const shown = lines.find(({ line }) => line.id === at.line);
    const along = shown && placeAlong(shown.course, at.along);
    if (!shown || !along) return;
    setPlace(undefined);
    on.cut(shown.line.id, along.point);
  };
  const move = (far: number) => {
    const from = current();
    if (!from) return;
    const { course, line, box } = from.shown;
    // The first key only shows where the cut would be.
    const by = placed ? (far * towardsRight(course)) / stage.view().scale : 0;
    setPlace({ line: line.id, along: clamp(from.along + by, 0, lengthOf(course)) });
    stage.show(box);
  };
  const goTo = (by: number) => {
    const from = current();
    const next = from && lines[lines.indexOf(from.shown) + by];
    if (!next) return;
    setPlace({ line: next.line.id, along: Math.min(from.along, lengthOf(next.course)) });
    stage.show(next.box);
  };
  const cutHere = () => place && cut(place);
  useTool(stage, {
    press: ({ at, touch }) => {
      const to = placeFor(at);
      const isShown =
        to && place?.line === to.line && Math.abs(place.along - to.along) * stage.view().scale < fingerReach;
      if (to && (!touch || isShown)) cut(isShown && touch && place ? place : to);
      else setPlace(to);
    },
    // Two presses are two cuts.
    doublePress: () => {},
    hover: (at) => setPlace(placeFor(at)),
    key: ({ key, shiftKey }) => {
      const far = shiftKey ? longStep : step;
      if (key === 'ArrowLeft') move(-far);
      else if (key === 'ArrowRight') move(far);
      else if (key === 'ArrowUp') goTo(-1);
      else if (key === 'ArrowDown') goTo(1);
      else if (key === 'Enter' || key === ' ') cutHere();
      else if (key === 'Escape') on.done();
      else return false;
      return true;
    },
  });
  const said = words.value.viewer;
  return (
    <>
      {placed && place && createPortal(<Preview shown={placed} along={place.along} />, stage.marks)}
      <ToolBar
        label={said.cutting}
        status={placed ? said.cutIn(placed.at) : said.chooseCut}
        actions={[
          { label: said.left, sign: '←', does: () => move(-step) },
          { label: said.right, sign: '→', does: () => move(step) },
          { label: said.cutHere, does: cutHere, off: !placed, main: true },
          { label: said.giveUp, does: on.done },
        ]}
      />
    </>
  );
}

/** 1 where a line goes to the right, or down; -1 where it goes to the left, as Arabic does. */
function towardsRight(course: readonly Point[]): 1 | -1 {
  const [[fromX, fromY] = [0, 0], [toX, toY] = [0, 0]] = [course.at(0), course.at(-1)];
  const [dx, dy] = [toX - fromX, toY - fromY];
  return Math.abs(dx) >= Math.abs(dy) && dx < 0 ? -1 : 1;
}

function Preview({ shown: { outline, course }, along }: { readonly shown: ShownLine; readonly along: number }) {
  const place = placeAlong(course, along);
  if (!place) return null;
  const [dx, dy] = place.direction;
  const path = pathOf(crossings(outline, place.point, [-dy, dx]));
  return (
    <g class="viewer-cut">
      <path class="viewer-outline" d={pathOf(outline, true)} />
      <path class="viewer-casing" d={path} />
      <path class="viewer-scissors" d={path} />
    </g>
  );
}
