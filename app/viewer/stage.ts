/** The image of a page that is moved and enlarged, by OpenSeadragon; what is drawn over it is told how the page lies. */
import OpenSeadragon from 'openseadragon';
import type { Box, Point } from '../../src/page/index.js';
import type { Picture } from './picture.js';
import { PictureSource } from './picture-source.js';
import { moveInto, toPage, transformOf, type View } from './view.js';

export interface Press {
  /** Pixels of the page's image. */
  readonly at: Point;
  /** A finger: it hits less exactly, and nothing hovers before it. */
  readonly touch: boolean;
}

/** What the tool in hand makes of what is done on the image. */
export interface Tool {
  readonly press?: (press: Press) => void;
  /** After two presses. */
  readonly doublePress?: (press: Press) => void;
  readonly hover?: (at: Point) => void;
  /** @returns whether the key means something to it */
  readonly key?: (event: KeyboardEvent) => boolean;
}

/** Keys that move and enlarge the image; OpenSeadragon's other ones would turn and mirror it. */
const movingKeys = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', '+', '-', '=', '0']);
const zoomStep = 1.5;
/** Pixels of the screen for each pixel of the image, at most. */
const largestScale = 6;
/** Pixels of the screen around what is brought into view. */
const margin = 24;

/** Of a page's width, too small to be seen. */
const aPart = 0.001;

const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export class Stage {
  tool: Tool = {};
  /** What is drawn over the image, in its pixels: first the lines, then what a tool shows. */
  readonly lines = shape('g');
  readonly marks = shape('g');
  private readonly viewer: OpenSeadragon.Viewer;

  /** @param moved after each change of how the page lies */
  constructor(
    element: HTMLElement,
    private readonly picture: Picture,
    moved: (view: View) => void,
  ) {
    keepStyleOut();
    const viewer = new OpenSeadragon.Viewer(optionsFor(element, picture));
    this.viewer = viewer;
    const layer = this.layer();
    // The one attribute that changes while the page moves, in the very frame in which the image is drawn.
    const tell = () => {
      const view = this.view();
      layer.setAttribute('transform', transformOf(view));
      moved(view);
    };
    for (const event of ['open', 'update-viewport', 'resize'] as const) viewer.addHandler(event, tell);
    this.keepWhole();
    this.listen();
    viewer.open([{ tileSource: new PictureSource(picture) }]);
  }

  /** Has the focus when nothing in it has; hears all that is done on the image and on what is drawn over it. */
  get surface(): HTMLElement {
    return this.viewer.canvas;
  }

  private layer(): SVGGElement {
    const drawing = shape('svg');
    const moving = shape('g');
    drawing.classList.add('viewer-layer');
    moving.append(this.lines, this.marks);
    drawing.append(moving);
    this.surface.append(drawing);
    return moving;
  }

  view(): View {
    const { viewport } = this.viewer;
    const { x: left, y: top } = viewport.pixelFromPoint(new OpenSeadragon.Point(0, 0), true);
    return { scale: (viewport.getZoom(true) * viewport.getContainerSize().x) / this.picture.width, left, top };
  }

  /** The middle of what is seen. */
  middle(): Point {
    const { x, y } = this.viewer.viewport.getContainerSize();
    return toPage(this.view(), [x / 2, y / 2]);
  }

  zoomBy(factor: number): void {
    this.viewer.viewport.zoomBy(factor).applyConstraints();
  }

  zoomIn = (): void => this.zoomBy(zoomStep);
  zoomOut = (): void => this.zoomBy(1 / zoomStep);

  whole = (): void => {
    this.viewer.viewport.goHome();
  };

  /** Moves the page so that a box of it is seen, if it isn't; it is not enlarged. */
  show(box: Box): void {
    const { viewport } = this.viewer;
    const { x: width, y: height } = viewport.getContainerSize();
    const [dx, dy] = moveInto(this.target(), box, { width, height }, margin);
    if (dx === 0 && dy === 0) return;
    viewport.panBy(viewport.deltaPointsFromPixels(new OpenSeadragon.Point(-dx, -dy), false));
  }

  /** A page that is seen as a whole is so in a window of another size too. */
  private keepWhole(): void {
    const { viewer } = this;
    let isWhole = true;
    viewer.addHandler('update-viewport', () => {
      const { viewport } = viewer;
      const home = viewport.getHomeBounds();
      const aside = viewport.getCenter(false).distanceTo(home.getCenter()) / home.width;
      isWhole = aside < aPart && Math.abs(viewport.getZoom(false) / viewport.getHomeZoom() - 1) < aPart;
    });
    viewer.addHandler('resize', () => {
      if (isWhole) viewer.viewport.goHome(true);
    });
  }

  dispose(): void {
    this.viewer.destroy();
  }

  /** How the page will lie, once it has come to rest. */
  private target(): View {
    const { viewport } = this.viewer;
    const { x: left, y: top } = viewport.pixelFromPoint(new OpenSeadragon.Point(0, 0), false);
    return { scale: (viewport.getZoom(false) * viewport.getContainerSize().x) / this.picture.width, left, top };
  }

  private listen(): void {
    const { viewer, surface } = this;
    viewer.addHandler('canvas-click', (event) => {
      if (event.quick) this.tool.press?.(this.pressOf(event));
    });
    viewer.addHandler('canvas-double-click', (event) => {
      if (!this.tool.doublePress) return;
      event.preventDefaultAction = true;
      this.tool.doublePress(this.pressOf(event));
    });
    viewer.addHandler('canvas-key', (event) => {
      const { key } = event.originalEvent as KeyboardEvent;
      if (!movingKeys.has(key)) event.preventDefaultAction = true;
    });
    surface.addEventListener('pointermove', (event) => {
      if (event.pointerType !== 'touch') this.tool.hover?.(this.placeOf(event));
    });
    // OpenSeadragon gives the surface the focus when it is pressed, and browsers would show that as if a key had done it.
    surface.addEventListener('pointerdown', () => surface.classList.add('pressed'), { capture: true });
    // Before whatever has the focus in it, and before OpenSeadragon.
    surface.addEventListener('keydown', (event) => this.keyed(event), { capture: true });
  }

  private keyed(event: KeyboardEvent): void {
    this.surface.classList.remove('pressed');
    if (event.ctrlKey || event.altKey || event.metaKey || !this.tool.key?.(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private pressOf({ position, originalEvent }: OpenSeadragon.CanvasEvent): Press {
    const touch = originalEvent instanceof PointerEvent && originalEvent.pointerType === 'touch';
    return { at: toPage(this.view(), [position.x, position.y]), touch };
  }

  /** Where on the page a pointer is. */
  placeOf({ clientX, clientY }: PointerEvent): Point {
    const { left, top } = this.surface.getBoundingClientRect();
    return toPage(this.view(), [clientX - left, clientY - top]);
  }
}

function shape<Name extends keyof SVGElementTagNameMap>(name: Name): SVGElementTagNameMap[Name] {
  return document.createElementNS('http://www.w3.org/2000/svg', name);
}

function optionsFor(element: HTMLElement, { width, levels: [finest] }: Picture): OpenSeadragon.Options {
  const gestures = { clickToZoom: false, dblClickToZoom: false };
  return {
    element,
    drawer: 'canvas',
    showNavigationControl: false,
    animationTime: isCalm() ? 0 : 0.4,
    blendTime: 0,
    visibilityRatio: 0.3,
    minZoomImageRatio: 0.8,
    maxZoomPixelRatio: (largestScale * width) / finest.width,
    preserveImageSizeOnResize: true,
    gestureSettingsMouse: gestures,
    gestureSettingsPen: gestures,
    gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true, flickEnabled: !isCalm() },
  };
}

/**
 * OpenSeadragon puts a style into the page unless it finds it there, which a strict content security policy reports. It looks
 * for the name only: what it finds is an element that means nothing to the browser; the rule is in page-view.css.
 */
function keepStyleOut(): void {
  const mark = 'data-openseadragon-mobile-css';
  if (document.querySelector(`style[${mark}]`)) return;
  const standIn = document.createElementNS(null, 'style');
  standIn.setAttribute(mark, '');
  document.head.append(standIn);
}
