// Where the 28×28 that the model saw lies on the drawing that it was made of.
import { IMAGE_SIDE, MNIST_PEN_WIDTH, pathBox, type Stroke } from '@digits/ink';

/** Side of the box that a digit is scaled into, pixels (MNIST's frame). */
const BOX_SIDE = 20;

/** A square, in the units of the drawing. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** First and last place on one axis of the image that has ink. */
function extentOf(image: Uint8Array, placeOf: (pixel: number) => number): readonly [number, number] {
  let [first, last] = [Infinity, -Infinity];
  image.forEach((level, pixel) => {
    if (level === 0) return;
    first = Math.min(first, placeOf(pixel));
    last = Math.max(last, placeOf(pixel));
  });
  return [first, last + 1];
}

/**
 * The square of the drawing that the image shows, to half a pixel of the image's.
 * @param strokes what the image was made of by `strokesToImage`.
 * @param image 784 bytes.
 * @returns null where there is no ink.
 */
export function frameOnDrawing(strokes: readonly Stroke[], image: Uint8Array): Frame | null {
  const box = pathBox(strokes);
  if (!box || !image.some((level) => level > 0)) return null;
  const extent = Math.max(box.right - box.left, box.bottom - box.top);
  // A dot has no extent: it is shown as wide as the pen.
  const unitsAPixel = extent > 0 ? extent / (BOX_SIDE - MNIST_PEN_WIDTH) : 1;
  const startOf = (low: number, high: number, [first, last]: readonly [number, number]) =>
    (low + high) / 2 - ((first + last) / 2) * unitsAPixel;
  return {
    left: startOf(
      box.left,
      box.right,
      extentOf(image, (pixel) => pixel % IMAGE_SIDE),
    ),
    top: startOf(
      box.top,
      box.bottom,
      extentOf(image, (pixel) => Math.floor(pixel / IMAGE_SIDE)),
    ),
    side: IMAGE_SIDE * unitsAPixel,
  };
}
