// How long a drawing or a picture takes into MNIST's 28×28. Run: npx vitest bench bench/ink
import {
  type GrayImage,
  type Point,
  paintStrokes,
  pixelsToImage,
  pixelsToImages,
  type Stroke,
  strokesToImage,
} from '@digits/ink';
import { bench, describe } from 'vitest';

/** A "6" of 100 points: an arc that winds into a loop, in a square of side 500. */
const six: Point[] = Array.from({ length: 100 }, (_, i) => {
  const angle = -0.9 - (i / 99) * 2.6 * Math.PI;
  const radius = 170 - i * 0.9;
  return [250 + radius * 0.7 * Math.cos(angle), 280 + radius * Math.sin(angle)];
});
const canvas = paintStrokes([six], 500, 20);

/** Side of the photographs, pixels: a megapixel, the most that a file is decoded to. */
const SIDE = 1000;

/** "6"s in rows and columns that fill the page. */
function page(columns: number, rows: number): Stroke[] {
  const step = SIDE / Math.max(columns, rows);
  return Array.from({ length: columns * rows }, (_, i) => {
    const left = ((i % columns) * SIDE) / columns;
    const top = (Math.floor(i / columns) * SIDE) / rows;
    return six.map(([x, y]): Point => [left + (x * step) / 500, top + (y * step) / 500]);
  });
}

/** Strokes on paper as a telephone sees them: grey, darker to the right, with a sensor's noise. */
function photograph(strokes: readonly Stroke[], brush: number): GrayImage {
  const image = paintStrokes(strokes, SIDE, brush, SIDE);
  let seed = 1;
  const data = image.data.map((gray, i) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return (40 + gray * 0.7) * (1 - (0.5 * (i % SIDE)) / SIDE) + (seed / 2 ** 32) * 12;
  });
  return { ...image, data };
}

const twentyDigits = photograph(page(5, 4), 12);
/** More shapes than a picture has digits. */
const text = photograph(page(12, 9), 5);

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
  bench('pixelsToImages, canvas 280', () => {
    pixelsToImages(canvas);
  });
});

describe('photographs of a megapixel', () => {
  bench('pixelsToImages, a page with 20 digits', () => {
    pixelsToImages(twentyDigits);
  });
  bench('pixelsToImages, a page like text, a texture of 108 shapes', () => {
    pixelsToImages(text);
  });
});
