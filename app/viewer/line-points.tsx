/** The points of a line as handles that are dragged. */
import type { Line, Point } from '../../src/page/index.js';
import { words } from '../words/index.js';
import { distance } from './geometry.js';
import { lineParts, type PointOfLine, pointsOf, withPoint } from './points.js';
import { dotOf, pathOf } from './shown-lines.js';
import type { Stage } from './stage.js';

export interface Dragged {
  readonly point: PointOfLine;
  /** Where it stood. */
  readonly from: Point;
  readonly to: Point;
  /** From the pointer to the point, so that it does not jump when it is taken. */
  readonly offset: Point;
}

interface LinePointsProps {
  readonly line: Line;
  readonly stage: Stage;
  readonly chosen: PointOfLine | undefined;
  readonly choose: (point: PointOfLine) => void;
  readonly dragged: Dragged | undefined;
  readonly drag: (dragged: Dragged | undefined) => void;
  readonly drop: (dragged: Dragged) => void;
}

export function LinePoints({ line, dragged, ...rest }: LinePointsProps) {
  return (
    // biome-ignore lint/a11y: SVG has no other groups.
    <g class="viewer-points" role="group" aria-label={words.value.viewer.changingPoints}>
      {lineParts.map((part) => {
        const at = dragged?.point.part === part ? dragged : undefined;
        const points = at ? withPoint(pointsOf(line, part), at.point.index, at.to) : pointsOf(line, part);
        const path = pathOf(points, part === 'polygon');
        return (
          <g key={part} class={part}>
            <path class="viewer-casing" d={path} />
            <path class="viewer-edge" d={path} />
            {points.map((point, index) => (
              <Handle key={`${part} ${index}`} part={part} index={index} at={point} dragged={dragged} {...rest} />
            ))}
          </g>
        );
      })}
    </g>
  );
}

interface HandleProps extends PointOfLine, Omit<LinePointsProps, 'line'> {
  readonly at: Point;
}

function Handle({ part, index, at, stage, chosen, choose, dragged, drag, drop }: HandleProps) {
  const isChosen = chosen?.part === part && chosen.index === index;
  const isDragged = dragged?.point.part === part && dragged.point.index === index;
  const take = (event: PointerEvent & { readonly currentTarget: SVGElement }) => {
    if (event.button !== 0) return;
    // Else the page would be dragged.
    event.stopPropagation();
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus({ preventScroll: true });
    const [x, y] = stage.placeOf(event);
    drag({ point: { part, index }, from: at, to: at, offset: [at[0] - x, at[1] - y] });
  };
  const move = (event: PointerEvent) => {
    if (!isDragged) return;
    event.stopPropagation();
    const [x, y] = stage.placeOf(event);
    drag({ ...dragged, to: [x + dragged.offset[0], y + dragged.offset[1]] });
  };
  const leave = (event: PointerEvent) => {
    if (!isDragged) return;
    event.stopPropagation();
    drag(undefined);
    if (distance(dragged.from, dragged.to) > 0 && event.type === 'pointerup') drop(dragged);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: SVG has no buttons.
    <g
      class={`viewer-handle ${isChosen ? 'chosen' : ''}`}
      role="button"
      tabindex={0}
      data-part={part}
      data-index={index}
      aria-label={words.value.viewer.point[part](index + 1)}
      aria-pressed={isChosen}
      onFocus={() => choose({ part, index })}
      onPointerDown={take}
      onPointerMove={move}
      onPointerUp={leave}
      onPointerCancel={leave}
    >
      <path class="viewer-grip" d={dotOf(at)} />
      <path class="viewer-dot" d={dotOf(at)} />
    </g>
  );
}
