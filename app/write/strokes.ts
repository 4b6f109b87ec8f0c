/** What is written on a sheet: points of strokes, drawn on a canvas and as the image of a line. */

/** Points in CSS pixels of the sheet, with the pressure of the pen (0 to 1). */
export interface Stroke {
  readonly points: readonly (readonly [x: number, y: number, pressure: number])[];
}

/** CSS pixels, at middle pressure. */
const penWidth = 3;
/** Around what is written, of its height. */
const margin = 0.25;
/** Pixels of the image for a CSS pixel. */
const imageScale = 2;

export class Strokes {
  private written: readonly Stroke[] = [];
  private points: [number, number, number][] | undefined;

  constructor(
    readonly canvas: HTMLCanvasElement,
    private readonly done: (stroke: Stroke) => void,
  ) {
    canvas.addEventListener('pointerdown', (event) => this.begin(event));
    canvas.addEventListener('pointermove', (event) => this.go(event));
    for (const end of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(end, () => this.end());
    new ResizeObserver(() => this.draw(this.written)).observe(canvas);
  }

  draw(strokes: readonly Stroke[]): void {
    this.written = strokes;
    const { canvas } = this;
    const { width, height } = canvas.getBoundingClientRect();
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    const context = canvas.getContext('2d');
    if (!context) return;
    context.scale(devicePixelRatio, devicePixelRatio);
    const ink = getComputedStyle(canvas).color;
    for (const stroke of strokes) drawStroke(context, stroke, ink);
  }

  private begin(event: PointerEvent): void {
    // A palm on the sheet while the pen writes is none.
    if (!event.isPrimary || event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.points = [this.pointOf(event)];
  }

  private go(event: PointerEvent): void {
    if (!this.points || !event.isPrimary) return;
    // Between two events of the screen the pen tells more.
    const events = event.getCoalescedEvents?.() ?? [];
    this.points.push(...(events.length > 0 ? events : [event]).map((each) => this.pointOf(each)));
    const context = this.canvas.getContext('2d');
    if (context)
      drawStroke(context, { points: this.points.slice(-2 - events.length) }, getComputedStyle(this.canvas).color);
  }

  private end(): void {
    if (this.points) this.done({ points: this.points });
    this.points = undefined;
  }

  private pointOf({ clientX, clientY, pressure, pointerType }: PointerEvent): [number, number, number] {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [clientX - left, clientY - top, pointerType === 'pen' ? pressure : 0.5];
  }

  /** Ink on paper, cut out closely, as readers of lines know it. */
  static async imageOf(strokes: readonly Stroke[]): Promise<Blob> {
    const points = strokes.flatMap((stroke) => stroke.points);
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const [width, height] = [Math.max(...xs) - left, Math.max(Math.max(...ys) - top, 30)];
    const edge = height * margin;
    const canvas = new OffscreenCanvas((width + 2 * edge) * imageScale, (height + 2 * edge) * imageScale);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser gives no canvas');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(imageScale, imageScale);
    context.translate(edge - left, edge - top);
    for (const stroke of strokes) drawStroke(context, stroke, '#202020');
    return canvas.convertToBlob({ type: 'image/png' });
  }
}

function drawStroke(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  { points }: Stroke,
  ink: string,
): void {
  context.strokeStyle = ink;
  context.lineCap = 'round';
  let [before] = points;
  for (const point of points) {
    const [x, y, pressure] = point;
    context.lineWidth = penWidth * (0.5 + pressure);
    context.beginPath();
    context.moveTo(before?.[0] ?? x, before?.[1] ?? y);
    context.lineTo(x, y);
    context.stroke();
    before = point;
  }
}
