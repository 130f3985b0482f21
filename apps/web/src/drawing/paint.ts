// Paints a drawing onto a canvas element, in the canvas's own CSS colours.
import { type Drawing, PEN_WIDTH, SIDE } from './drawing.js';
import { strokePath } from './stroke-path.js';

/**
 * @param pixels side of the canvas in device pixels; the canvas is resized when that has changed.
 */
export function paint(canvas: HTMLCanvasElement, drawing: Drawing, pixels: number): void {
  if (canvas.width !== pixels || canvas.height !== pixels) {
    canvas.width = pixels;
    canvas.height = pixels;
  }
  const context = canvas.getContext('2d');
  if (!context) return;
  const { color, backgroundColor } = getComputedStyle(canvas);
  context.setTransform(pixels / SIDE, 0, 0, pixels / SIDE, 0, 0);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, SIDE, SIDE);
  context.strokeStyle = color;
  context.lineWidth = PEN_WIDTH;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of drawing) context.stroke(new Path2D(strokePath(stroke)));
}
