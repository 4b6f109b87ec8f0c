/** The lines of a page, drawn over its image: a button each. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { words } from '../words/index.js';
import { pathOf, type ShownLine } from './shown-lines.js';
import type { Stage } from './stage.js';

interface PageLinesProps {
  readonly lines: readonly ShownLine[];
  readonly active: string | undefined;
  readonly checked: readonly string[];
  /** Lines without a text wait for it. */
  readonly reading: boolean;
  /** Whether lines can be chosen; else a tool is in hand. */
  readonly idle: boolean;
  readonly stage: Stage;
  readonly activate: (id: string) => void;
}

export function PageLines({ lines, active, checked, reading, idle, stage, activate }: PageLinesProps) {
  const [last, setLast] = useState<string>();
  const group = useRef<SVGGElement>(null);
  // The same nodes again are not looked at again.
  const shapes = useMemo(() => lines.map((shown) => <LineShape key={shown.line.id} shown={shown} />), [lines]);
  // One of them is in the order of the Tab key: the one that had the focus last, else the active one, else the first.
  const ids = lines.map(({ line }) => line.id);
  const stop = [last, active].find((id) => id !== undefined && ids.includes(id)) ?? ids[0];
  const focus = (index: number) => {
    const element = group.current?.children.item(index);
    if (element instanceof SVGElement) element.focus({ preventScroll: true });
  };
  const keyed = (event: KeyboardEvent, index: number, id: string) => {
    const to = moves[event.key]?.(index, lines.length);
    if (to !== undefined) focus(Math.min(lines.length - 1, Math.max(0, to)));
    else if (event.key === 'Enter' || event.key === ' ') activate(id);
    else return;
    event.preventDefault();
    // The arrows move the image otherwise.
    event.stopPropagation();
  };
  const focused = ({ currentTarget }: FocusEvent, { line, box }: ShownLine) => {
    setLast(line.id);
    if (currentTarget instanceof Element && currentTarget.matches(':focus-visible')) stage.show(box);
  };
  return (
    // biome-ignore lint/a11y: SVG has no other groups.
    <g ref={group} role="group" aria-label={words.value.page.lines}>
      {lines.map((shown, index) => {
        const { line, at } = shown;
        const isChecked = checked.includes(line.id);
        const unread = reading && line.text === '' && line.confidence === undefined && !isChecked;
        const look = [line.id === active && 'active', isChecked && 'checked', unread && 'unread'];
        return (
          // biome-ignore lint/a11y/useSemanticElements: SVG has no buttons.
          <g
            key={line.id}
            class={['viewer-line', ...look.filter(Boolean)].join(' ')}
            role="button"
            tabindex={idle && line.id === stop ? 0 : -1}
            aria-label={words.value.viewer.line(at, line.text)}
            aria-current={line.id === active ? 'true' : undefined}
            onKeyDown={(event) => keyed(event, index, line.id)}
            onFocus={(event) => focused(event, shown)}
            // What reads the screen presses without a pointer; presses with one come by the stage.
            onClick={(event) => idle && event.detail === 0 && activate(line.id)}
          >
            {shapes[index]}
          </g>
        );
      })}
    </g>
  );
}

/** The index of the line that a key goes to. */
const moves: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index) => index + 1,
  ArrowRight: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  ArrowLeft: (index) => index - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Share of a line's height that its number has. */
const numberSize = 0.4;

function LineShape({ shown }: { readonly shown: ShownLine }) {
  const { line, at, outline, course, box } = shown;
  const baseline = line.baseline && pathOf(line.baseline);
  const size = numberSize * Math.min(box.width, box.height);
  const [x, y] = course[0] ?? [box.x, box.y];
  return (
    <>
      <path class="viewer-outline" d={pathOf(outline, true)} />
      {baseline && <path class="viewer-casing" d={baseline} />}
      {baseline && <path class="viewer-baseline" d={baseline} />}
      <text class="viewer-number" x={x - size / 2} y={y} font-size={size}>
        {at}
      </text>
    </>
  );
}
