// Photographs of paper: how bright the bare paper would be at every pixel, and how far the picture is from it there.
// The paper is found by a morphological closing (the bottom-hat transform: Meyer, 1979; Serra, "Image Analysis and Mathematical
// Morphology", 1982): what is darker than its surroundings and narrower than a square of a third of the picture is filled up. It follows
// slopes of light and shadows' edges exactly, which means over a window (Bradley and Roth, 2007; Sauvola and Pietikäinen, 2000) do not,
// and leaves no hollow in thick strokes.
import type { GrayImage } from './gray-image.js';
import { boxBlur, enlarge, type Plane, shrink, withMargin, withoutMargin } from './plane.js';
import { squareMaximum } from './sliding-maximum.js';
import { usualBrightness } from './usual-brightness.js';

/** Dark ink is told from light on at most this many cells a side: a stroke must be wider than one. */
const STROKE_CELLS = 256;

/** The paper is estimated on fewer: light changes slowly, and the closing is drawn to the brightest of what noise the cells' means have. */
const PAPER_CELLS = 128;

/** The closing's square, as a share of the picture's shorter side. */
const CLOSING = 1 / 3;

/** A picture whose usual brightness varies by at most this is lit evenly, levels. */
const EVEN = 10;

/** Whether ink is dark is looked at in squares of these shares of the closing's. */
const SCALES = [1 / 8, 1 / 4, 1 / 2, 1];

/** They are compared at the narrowest of these widths where either has this share of the most that either has. */
const NARROW = 0.05;

/** Less than this is noise when dark ink is told from light, levels. */
const NOISE = 12;

/**
 * Takes the light out of a picture.
 * @returns how far each pixel is from the paper around it, towards ink: for dark ink in 255ths of the paper's brightness, for light ink
 * on a dark ground in levels. Null when the picture is lit evenly: then there is nothing to take out
 */
export function flattenLight({ width, height, data }: GrayImage): Plane | null {
  const picture = { width, height, values: Float32Array.from(data) };
  if (spread(usualBrightness(picture)) <= EVEN) return null;
  const longer = Math.max(width, height);
  const darkInk = inkIsDark(shrink(picture, Math.ceil(longer / STROKE_CELLS)));
  const factor = Math.ceil(longer / PAPER_CELLS);
  const cells = boxBlur(shrink(picture, factor), 1);
  const paper = enlarge(
    darkInk ? paperBrightness(cells) : negative(paperBrightness(negative(cells))),
    factor,
    width,
    height,
  );
  const values = picture.values.map((gray, i) => {
    const light = paper.values[i] ?? 0;
    // Light multiplies what dark ink leaves of it; light ink on a dark ground is far from black only by what it adds.
    return darkInk ? (255 * (light - gray)) / Math.max(light, 1) : gray - light;
  });
  return { width, height, values };
}

const negative = ({ width, height, values }: Plane): Plane => ({
  width,
  height,
  values: values.map((value) => -value),
});

/** Half the side of the closing's square, cells. */
const closingRadius = ({ width, height }: Plane, scale: number): number =>
  Math.max(1, Math.round((scale * CLOSING * Math.min(width, height)) / 2));

/** The cells with what is darker and narrower than a square filled up. @param further how much further the filling is eroded, cells */
function close(cells: Plane, radius: number, further = 0): Plane {
  // A closing looks two radii far; a picture of one row of cells has nothing to look at.
  const margin = Math.min(2 * radius, Math.min(cells.width, cells.height) - 1);
  const padded = withMargin(cells, margin);
  squareMaximum(padded.values, padded.width, padded.height, radius);
  const eroded = negative(padded);
  squareMaximum(eroded.values, eroded.width, eroded.height, radius + further);
  return withoutMargin(negative(eroded), margin);
}

/**
 * Bare paper's brightness in every cell, for ink darker than paper; two cells further than it is sure of, since a smoothed cell near the
 * page's edge is brighter than what lies beside the page, and would make that ink.
 */
const paperBrightness = (cells: Plane): Plane => close(cells, closingRadius(cells, 1), 2);

/**
 * Whether the picture's ink is dark: dark and light structures are counted at several widths (granulometry: Matheron, 1975), and ink is
 * what is narrower, since what lies between strokes, and would be ink in the negative, is wider than they are.
 */
function inkIsDark(cells: Plane): boolean {
  const smooth = boxBlur(cells, 1);
  const inverted = negative(smooth);
  const radii = SCALES.map((scale) => closingRadius(cells, scale));
  const dark = radii.map((radius) => energy(close(smooth, radius), smooth));
  const light = radii.map((radius) => energy(close(inverted, radius), inverted));
  const enough = NARROW * Math.max(...dark, ...light);
  const narrowest = radii.findIndex((_, i) => Math.max(dark[i] ?? 0, light[i] ?? 0) >= enough);
  return (dark[narrowest] ?? 0) >= (light[narrowest] ?? 0);
}

/** How much is filled up, by its square, noise left out. */
function energy(filled: Plane, before: Plane): number {
  let sum = 0;
  for (let i = 0; i < before.values.length; i++) {
    const deviation = (filled.values[i] ?? 0) - (before.values[i] ?? 0);
    if (deviation > NOISE) sum += deviation ** 2;
  }
  return sum;
}

function spread({ values }: Plane): number {
  let least = Infinity;
  let largest = -Infinity;
  for (const value of values) {
    least = Math.min(least, value);
    largest = Math.max(largest, value);
  }
  return largest - least;
}
