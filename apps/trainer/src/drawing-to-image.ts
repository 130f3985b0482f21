// The two ways from a drawing to the 28×28: straight from its strokes, or through the pixels that a brush leaves.
import { paintStrokes, pixelsToImage, type Stroke, strokesToImage } from '@digits/ink';

/**
 * The image that the network sees; null for a blank.
 * @param drawing `size`: side of the square that was drawn on.
 * @param brush Width in px of 280 to paint the strokes with first; undefined takes the strokes as they are.
 */
export function drawingToImage(
  { strokes, size }: { strokes: readonly Stroke[]; size: number },
  brush?: number,
): Uint8Array | null {
  return brush === undefined ? strokesToImage(strokes) : pixelsToImage(paintStrokes(strokes, size, brush));
}
