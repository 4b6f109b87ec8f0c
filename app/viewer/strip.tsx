/** A line cut out of its page, to be read above its text. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { boxAround, type Line, type Point } from '../../src/page/index.js';
import { drawLater } from './frame-queue.js';
import { levelFor } from './levels.js';
import { useNearness } from './nearness.js';
import { type Picture, usePageBitmap } from './picture.js';
import { pathOf } from './shown-lines.js';
import './strip.css';
import { cornersOf, planStrip, type StripPlan, scaleOf, toStrip } from './strip-plan.js';

/** How far beyond what is seen strips are drawn already. */
const ahead = '400px';

export interface StripProps {
  /** The image of the page: the very same blob as that of the view, so that it is decoded once; or the image decoded. */
  readonly image: Blob | ImageBitmap;
  /** In pixels of the image. */
  readonly line: Line;
  /** Of the character that is pointed at in the text. */
  readonly highlight?: readonly Point[] | undefined;
  /** CSS pixels, at most. */
  readonly height: number;
}

export function Strip({ image, line, highlight, height }: StripProps) {
  const decoded = usePageBitmap(image instanceof Blob ? image : undefined);
  const picture = useMemo(() => pictureOf(image), [image]) ?? (decoded.state === 'ready' ? decoded.picture : undefined);
  const plan = useMemo(() => planStrip(line), [line]);
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useWidth(strip);
  const near = useNearness(strip, ahead);
  const scale = plan && room > 0 ? scaleOf(plan, room, height) : 0;
  const shown = near && scale > 0;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    if (shown && picture && plan) return drawLater(() => drawStrip(element, picture, plan, scale));
    // Far away it gives back its memory.
    element.width = 0;
  }, [shown, picture, plan, scale]);

  if (!plan) return null;
  const size = { width: Math.round(plan.width * scale), height: Math.round(plan.height * scale) };
  const path = (points: readonly Point[]) =>
    pathOf(
      points.map((point) => toStrip(plan, point)),
      true,
    );
  const all = `M0 0H${plan.width}V${plan.height}H0Z`;
  return (
    <div ref={strip} class="strip" aria-hidden="true" style={{ height: `${size.height || height}px` }}>
      <canvas ref={canvas} style={{ width: `${size.width}px`, height: `${size.height}px` }} />
      <svg class="strip-layer" viewBox={`0 0 ${plan.width} ${plan.height}`} {...size} aria-hidden="true">
        {picture && line.polygon && <path class="strip-veil" d={all + path(line.polygon)} />}
        {picture && highlight && <path class="strip-highlight" d={path(highlight)} />}
      </svg>
    </div>
  );
}

function pictureOf(image: Blob | ImageBitmap): Picture | undefined {
  if (image instanceof Blob) return undefined;
  return { width: image.width, height: image.height, levels: [image] };
}

function drawStrip(canvas: HTMLCanvasElement, picture: Picture, plan: StripPlan, scale: number): void {
  const box = boxAround(cornersOf(plan));
  const [dense, context] = [scale * devicePixelRatio, canvas.getContext('2d')];
  if (!context || !box) return;
  canvas.width = Math.round(plan.width * dense);
  canvas.height = Math.round(plan.height * dense);
  const { along } = plan;
  const [left, top] = toStrip(plan, [0, 0]);
  const [cos, sin] = [dense * along[0], dense * along[1]];
  context.setTransform(cos, -sin, sin, cos, dense * left, dense * top);
  context.imageSmoothingQuality = 'high';
  const image = levelFor(picture.levels, picture.width * dense);
  const share = image.width / picture.width;
  // Only what is seen: a part of a large image is drawn faster.
  const x = Math.max(0, Math.floor(box.x * share));
  const y = Math.max(0, Math.floor(box.y * share));
  const width = Math.min(image.width - x, Math.ceil((box.x + box.width) * share) + 1 - x);
  const height = Math.min(image.height - y, Math.ceil((box.y + box.height) * share) + 1 - y);
  if (width <= 0 || height <= 0) return;
  context.drawImage(image, x, y, width, height, x / share, y / share, width / share, height / share);
}

/** CSS pixels that an element is wide. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver((entries) => {
      for (const { contentRect } of entries) setWidth(contentRect.width);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
