// Paints what the network saw and thought onto canvases, in the page's colours.
import { IMAGE_SIDE, type Stroke } from '@digits/ink';
import { strokePath } from '../drawing/stroke-path.js';
import type { LayerMaps } from './explanation.js';
import type { Frame } from './frame-on-drawing.js';

type Color = readonly [red: number, green: number, blue: number];

const CHANNELS = 4;

/** One of the page's colours, as the styles of `element` have it. */
export function colorOf(element: Element, name: string): Color {
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!probe) return [0, 0, 0];
  probe.fillStyle = getComputedStyle(element).getPropertyValue(name);
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

/** A canvas of so many pixels, each coloured by `colorAt` with an opacity of 0–1. */
function pixelsOf(
  width: number,
  height: number,
  colorAt: (pixel: number) => { readonly color: Color; readonly opacity: number },
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const { color, opacity } = colorAt(pixel);
    image.data.set([...color, Math.round(255 * opacity)], pixel * CHANNELS);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The 28×28, pixel by pixel. */
export function paintImage(canvas: HTMLCanvasElement, image: Uint8Array): void {
  const color = colorOf(canvas, '--ink');
  const context = canvas.getContext('2d');
  context?.clearRect(0, 0, canvas.width, canvas.height);
  context?.drawImage(
    pixelsOf(IMAGE_SIDE, IMAGE_SIDE, (pixel) => ({ color, opacity: (image[pixel] ?? 0) / 255 })),
    0,
    0,
  );
}

/** Evidence as colour: for the answer, against it; the stronger, the more opaque. */
function evidenceCanvas(canvas: HTMLCanvasElement, evidence: Float32Array): HTMLCanvasElement {
  const [supporting, opposing] = [colorOf(canvas, '--for'), colorOf(canvas, '--against')];
  const strongest = evidence.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return pixelsOf(IMAGE_SIDE, IMAGE_SIDE, (pixel) => {
    const value = (evidence[pixel] ?? 0) / strongest;
    return { color: value > 0 ? supporting : opposing, opacity: Math.sqrt(Math.abs(value)) };
  });
}

/** What the ink is that the evidence is laid on: strokes with the place of the image on them, or the image itself. */
export type EvidenceInk =
  | { readonly strokes: readonly Stroke[]; readonly side: number; readonly frame: Frame; readonly penWidth: number }
  | { readonly image: Uint8Array };

/** The ink, coloured by how much it speaks for the answer or against it. */
export function paintEvidence(canvas: HTMLCanvasElement, evidence: Float32Array, ink: EvidenceInk): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width } = canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalCompositeOperation = 'source-over';
  context.clearRect(0, 0, width, width);
  context.imageSmoothingEnabled = true;
  const [red, green, blue] = colorOf(canvas, '--faint');
  context.strokeStyle = `rgb(${red} ${green} ${blue})`;
  let frame: Frame = { left: 0, top: 0, side: width };
  if ('strokes' in ink) {
    const scale = width / ink.side;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.lineWidth = ink.penWidth;
    for (const stroke of ink.strokes) context.stroke(new Path2D(strokePath(stroke)));
    frame = ink.frame;
  } else {
    const shape = pixelsOf(IMAGE_SIDE, IMAGE_SIDE, (pixel) => ({
      color: [red, green, blue],
      opacity: (ink.image[pixel] ?? 0) / 255,
    }));
    context.drawImage(shape, 0, 0, width, width);
  }
  context.globalCompositeOperation = 'source-atop';
  context.drawImage(evidenceCanvas(canvas, evidence), frame.left, frame.top, frame.side, frame.side);
}

/** Maps in a row, and the pixels between two, in the picture of a layer. */
const COLUMNS = 14;
const GAP = 1;

/** Size of the picture of a layer, pixels of its maps'. */
export function mapsSize({ channels, width, height }: LayerMaps): { readonly width: number; readonly height: number } {
  return {
    width: COLUMNS * (width + GAP) - GAP,
    height: Math.ceil(channels / COLUMNS) * (height + GAP) - GAP,
  };
}

/** A layer's maps in rows, each as bright as its values, beside the layer's largest. */
export function paintMaps(canvas: HTMLCanvasElement, layer: LayerMaps): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { channels, width, height, values } = layer;
  const [ground, color] = [colorOf(canvas, '--track'), colorOf(canvas, '--accent')];
  const largest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (let channel = 0; channel < channels; channel++) {
    const image = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const share = (values[channel * width * height + pixel] ?? 0) / largest;
      const [red, green, blue] = ground.map((from, i) => from + ((color[i] ?? 0) - from) * share);
      image.data.set([red ?? 0, green ?? 0, blue ?? 0, 255], pixel * CHANNELS);
    }
    const [column, row] = [channel % COLUMNS, Math.floor(channel / COLUMNS)];
    context.putImageData(image, column * (width + GAP), row * (height + GAP));
  }
}
