// A page that lies within its picture, with something else all around it: a dark frame, a table. The border's grey says nothing of the page.
import { type BoundingBox, inkBoundingBox } from './bounding-box.js';
import type { GrayImage } from './gray-image.js';
import type { InkMap } from './ink-map.js';

/** A page fills at least this share of its box, and its box this share of each of the picture's sides: no stroke does. */
const LEAST_FILL = 0.75;
const LEAST_SIDE = 0.4;

/** Pixels: in a smaller picture a fat stroke could pass for a page. */
const LEAST_PIXELS = 40;

/** How far within its box a page's corners are looked for, and how much of each side is cut away with the frame: a share of the side. */
const INSET = 0.05;

/**
 * The part of a picture that is a page within a frame; null when what stands out from the border is no page.
 * @param ink the picture's ink as the border's grey tells it
 */
export function insideFrame({ width, height }: GrayImage, ink: InkMap): BoundingBox | null {
  const sure = Uint8Array.from({ length: 256 }, (_, level) => (level >= ink.strong ? 1 : 0));
  const box = inkBoundingBox(ink.levels, width, height, sure);
  if (!box || box.width < LEAST_SIDE * width || box.height < LEAST_SIDE * height) return null;
  if (Math.min(box.width, box.height) < LEAST_PIXELS) return null;
  const insetX = Math.ceil(INSET * box.width);
  const insetY = Math.ceil(INSET * box.height);
  const inner = {
    left: box.left + insetX,
    top: box.top + insetY,
    width: box.width - 2 * insetX,
    height: box.height - 2 * insetY,
  };
  const isSure = (x: number, y: number): boolean => (ink.levels[y * width + x] ?? 0) >= ink.strong;
  const right = inner.left + inner.width - 1;
  const bottom = inner.top + inner.height - 1;
  const corners = [
    isSure(inner.left, inner.top),
    isSure(right, inner.top),
    isSure(inner.left, bottom),
    isSure(right, bottom),
  ];
  if (corners.includes(false)) return null;
  let filled = 0;
  for (let y = inner.top; y <= bottom; y++) for (let x = inner.left; x <= right; x++) if (isSure(x, y)) filled++;
  return filled >= LEAST_FILL * inner.width * inner.height ? inner : null;
}

/** A rectangle of a picture as a picture. */
export function cropImage({ width, data }: GrayImage, box: BoundingBox): GrayImage {
  const inner = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const start = (box.top + y) * width + box.left;
    inner.set(data.subarray(start, start + box.width), y * box.width);
  }
  return { width: box.width, height: box.height, data: inner };
}
