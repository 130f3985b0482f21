// How long a drawing or a picture takes into MNIST's 28×28. Run: npx vitest bench bench/ink
import { type Point, paintStrokes, pixelsToImage, strokesToImage } from '@digits/ink';
import { bench, describe } from 'vitest';

/** A "6" of 100 points: an arc that winds into a loop, in a square of side 500. */
const six: Point[] = Array.from({ length: 100 }, (_, i) => {
  const angle = -0.9 - (i / 99) * 2.6 * Math.PI;
  const radius = 170 - i * 0.9;
  return [250 + radius * 0.7 * Math.cos(angle), 280 + radius * Math.sin(angle)];
});
const canvas = paintStrokes([six], 500, 20);

describe('ink', () => {
  bench('strokesToImage, 100 points', () => {
    strokesToImage([six]);
  });
  bench('paintStrokes, 100 points, brush 20, canvas 280', () => {
    paintStrokes([six], 500, 20);
  });
  bench('pixelsToImage, canvas 280', () => {
    pixelsToImage(canvas);
  });
});
