// Paints a drawing onto a canvas element. Finished strokes are painted once, onto a layer of
// their own; while a stroke is drawn, a frame costs one copy of that layer and the stroke.
import { type Drawing, type PenStroke, SIDE } from './drawing.js';
import { middleOf, strokePath } from './stroke-path.js';

/** CSS colours. */
export interface Colours {
  readonly ink: string;
  readonly paper: string;
}

/** The element's own, as its styles say now. Asking takes a moment: the browser brings all styles up to date for it. */
export function coloursOf(element: Element): Colours {
  const { color, backgroundColor } = getComputedStyle(element);
  return { ink: color, paper: backgroundColor };
}

interface Layer {
  readonly canvas: HTMLCanvasElement;
  readonly drawing: Drawing;
  readonly pixels: number;
  readonly colours: Colours;
}

const layers = new WeakMap<HTMLCanvasElement, Layer>();

/** From half to one and a half times the pen's width, evenly with the pressure. */
const widthUnder = (pressure: number, width: number) => width * (0.5 + pressure);

/** A stroke whose width follows the pressure: piece by piece, from middle to middle of its points. */
function paintPressed(context: CanvasRenderingContext2D, { points, width, pressures }: PenStroke): void {
  points.forEach((point, i) => {
    const from = middleOf(points[i - 1] ?? point, point);
    const to = middleOf(point, points[i + 1] ?? point);
    context.lineWidth = widthUnder(pressures?.[i] ?? 0.5, width);
    context.beginPath();
    context.moveTo(from[0], from[1]);
    context.quadraticCurveTo(point[0], point[1], to[0], to[1] + (points.length === 1 ? 0.01 : 0));
    context.stroke();
  });
}

function paintStroke(context: CanvasRenderingContext2D, stroke: PenStroke): void {
  if (stroke.pressures) {
    paintPressed(context, stroke);
    return;
  }
  context.lineWidth = stroke.width;
  context.stroke(new Path2D(strokePath(stroke.points)));
}

function prepare(canvas: HTMLCanvasElement, pixels: number, color: string): CanvasRenderingContext2D | null {
  if (canvas.width !== pixels || canvas.height !== pixels) {
    canvas.width = pixels;
    canvas.height = pixels;
  }
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.setTransform(pixels / SIDE, 0, 0, pixels / SIDE, 0, 0);
  context.strokeStyle = color;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  return context;
}

/** The finished strokes on their paper; the layer of the frame before where nothing of it has changed. */
function layerOf(canvas: HTMLCanvasElement, drawing: Drawing, pixels: number, colours: Colours): Layer {
  const known = layers.get(canvas);
  if (known && known.drawing === drawing && known.pixels === pixels && known.colours === colours) return known;
  const layer = { canvas: known?.canvas ?? document.createElement('canvas'), drawing, pixels, colours };
  const context = prepare(layer.canvas, pixels, colours.ink);
  if (context) {
    context.fillStyle = colours.paper;
    context.fillRect(0, 0, SIDE, SIDE);
    for (const stroke of drawing) paintStroke(context, stroke);
  }
  layers.set(canvas, layer);
  return layer;
}

/**
 * @param drawing the finished strokes.
 * @param live the stroke under the pen, if any.
 * @param pixels side of the canvas in device pixels; the canvas is resized when that has changed.
 * @param colours the same object for as long as they are the same.
 */
export function paint(
  canvas: HTMLCanvasElement,
  drawing: Drawing,
  live: PenStroke | null,
  pixels: number,
  colours: Colours,
): void {
  const layer = layerOf(canvas, drawing, pixels, colours);
  const context = prepare(canvas, pixels, colours.ink);
  if (!context) return;
  context.drawImage(layer.canvas, 0, 0, SIDE, SIDE);
  if (live) paintStroke(context, live);
}
