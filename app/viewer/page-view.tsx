/** The image of a page with its lines: looked at, pointed at, and where a tool is in hand, changed. */
import type { Signal } from '@preact/signals';
import { createPortal } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { lineSpacing, type Page, type Point } from '../../src/page/index.js';
import { words } from '../words/index.js';
import { CutTool } from './cut-tool.js';
import { DrawTool } from './draw-tool.js';
import { PageLines } from './page-lines.js';
import './page-view.css';
import { type Picture, usePageBitmap } from './picture.js';
import { PointsTool } from './points-tool.js';
import { lineAt, pathOf, type ShownLine, shownLines } from './shown-lines.js';
import { Stage } from './stage.js';
import { useTool } from './use-tool.js';
import type { View } from './view.js';
import type { ViewEvents } from './view-events.js';

/** What buttons elsewhere do with the view. */
export interface ViewControls {
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  /** The whole page. */
  readonly whole: () => void;
}

export interface PageViewProps {
  /** The very same blob as that of the strips, so that it is decoded once. */
  readonly image: Blob;
  /** In pixels of the image. */
  readonly page: Page;
  /** Id. */
  readonly active: string | undefined;
  /** Ids of lines that are drawn quieter. */
  readonly checked: readonly string[];
  /** Of the character that is pointed at in the text. */
  readonly highlight?: readonly Point[] | undefined;
  readonly tool: 'look' | 'draw' | 'points' | 'cut';
  /** Whether the active line is brought into view. */
  readonly follow: boolean;
  /** Whether the page is being read: lines without a text pulse. */
  readonly reading?: boolean | undefined;
  readonly on: ViewEvents;
  /** Is given the controls while there is an image. */
  readonly controls?: Signal<ViewControls | undefined> | undefined;
}

export function PageView(props: PageViewProps) {
  const picture = usePageBitmap(props.image);
  const said = words.value.viewer;
  if (picture.state === 'failed')
    return (
      <p class="viewer-word" role="alert">
        {said.failed(picture.problem)}
      </p>
    );
  if (picture.state === 'loading') return <p class="viewer-word">{said.loading}</p>;
  return <PictureView {...props} picture={picture.picture} />;
}

/** Pixels of the screen between lines from which on numbers can be read. */
const roomForNumbers = 32;
/** Pixels of the screen beside a line within which it is meant. */
const reachOfMouse = 4;
const reachOfFinger = 16;

function PictureView({ picture, page, ...props }: PageViewProps & { readonly picture: Picture }) {
  const { active, tool, follow, on } = props;
  const element = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => shownLines(page), [page]);
  const spacing = useMemo(() => lineSpacing(page) ?? picture.height, [page, picture]);
  const moved = useRef<(view: View) => void>(() => {});
  moved.current = ({ scale }) => {
    element.current?.classList.toggle('numbered', spacing * scale >= roomForNumbers);
  };
  const stage = useStage(element, picture, moved, props.controls);
  const activeLine = lines.find(({ line }) => line.id === active);

  useEffect(() => {
    if (stage) moved.current(stage.view());
  }, [stage, spacing]);
  // Only when another line becomes active: while its points are dragged nothing else may move.
  useEffect(() => {
    if (follow && activeLine) stage?.show(activeLine.box);
  }, [stage, follow, active]);
  useFocusOfTool(stage, tool);
  useLabel(stage, tool);

  return (
    <div class={`viewer tool-${tool}`}>
      <div ref={element} class="viewer-stage" />
      {stage &&
        createPortal(
          <Lines {...props} picture={picture} lines={lines} activeLine={activeLine} stage={stage} />,
          stage.lines,
        )}
      {stage && tool === 'look' && <LookTool stage={stage} lines={lines} on={on} />}
      {stage && tool === 'draw' && <DrawTool stage={stage} drawn={on.drawn} done={on.done} />}
      {stage && tool === 'cut' && <CutTool stage={stage} lines={lines} active={activeLine} on={on} />}
      {stage && tool === 'points' && (
        <PointsTool key={active} stage={stage} lines={lines} active={activeLine} on={on} />
      )}
    </div>
  );
}

interface LinesProps extends Omit<PageViewProps, 'page'> {
  readonly picture: Picture;
  readonly lines: readonly ShownLine[];
  readonly activeLine: ShownLine | undefined;
  readonly stage: Stage;
}

/** Lines, the dark around the active one, and the character that is pointed at. */
function Lines({ picture, lines, activeLine, stage, ...props }: LinesProps) {
  const { active, checked, highlight, tool, reading = false, on } = props;
  const page = `M0 0H${picture.width}V${picture.height}H0Z`;
  const isDim = activeLine && tool !== 'draw';
  return (
    <>
      {isDim && <path class="viewer-dim" d={page + pathOf(activeLine.outline, true)} />}
      <PageLines
        lines={lines}
        active={active}
        checked={checked}
        reading={reading}
        idle={tool === 'look'}
        stage={stage}
        activate={on.activate}
      />
      {highlight && <path class="viewer-highlight" d={pathOf(highlight, true)} />}
    </>
  );
}

interface LookToolProps {
  readonly stage: Stage;
  readonly lines: readonly ShownLine[];
  readonly on: ViewEvents;
}

/** A press on a line makes it the active one. */
function LookTool({ stage, lines, on }: LookToolProps) {
  useTool(stage, {
    press: ({ at, touch }) => {
      const reach = (touch ? reachOfFinger : reachOfMouse) / stage.view().scale;
      const shown = lineAt(lines, at, reach);
      if (shown) on.activate(shown.line.id);
    },
  });
  return null;
}

function useStage(
  element: { readonly current: HTMLElement | null },
  picture: Picture,
  moved: { readonly current: (view: View) => void },
  controls: Signal<ViewControls | undefined> | undefined,
): Stage | undefined {
  const [stage, setStage] = useState<Stage>();
  useLayoutEffect(() => {
    let opened: Stage | undefined;
    const end =
      element.current &&
      whenSeen(element.current, (seen) => {
        opened = new Stage(seen, picture, (view) => moved.current(view));
        setStage(opened);
        if (controls) controls.value = opened;
      });
    return () => {
      end?.();
      setStage(undefined);
      if (controls) controls.value = undefined;
      opened?.dispose();
    };
  }, [picture]);
  return stage;
}

/**
 * Does something once an element has a size: in a part of the screen that is hidden it has none.
 * @returns gives it up
 */
function whenSeen(element: HTMLElement, seen: (element: HTMLElement) => void): () => void {
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === 0 || element.clientHeight === 0) return;
    observer.disconnect();
    seen(element);
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** Keys go to the tool from the moment it is taken. */
function useFocusOfTool(stage: Stage | undefined, tool: PageViewProps['tool']): void {
  useEffect(() => {
    if (tool !== 'look') stage?.surface.focus({ preventScroll: true });
  }, [stage, tool]);
}

function useLabel(stage: Stage | undefined, tool: PageViewProps['tool']): void {
  const { label, keys } = words.value.viewer;
  useEffect(() => {
    if (!stage) return;
    // With a tool in hand arrow keys must come through to it.
    stage.surface.setAttribute('role', tool === 'look' ? 'group' : 'application');
    stage.surface.setAttribute('aria-label', `${label}. ${keys[tool]}`);
  }, [stage, tool, label, keys]);
}
