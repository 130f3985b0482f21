// Thins a drawing to a number of points, for a server that takes no more: the pen is far wider than the steps left out.
import { PEN_WIDTHS, type Point, type Stroke } from './drawing.js';

/** The least step that is left between points when there are too many: a sixteenth of the pen's width, unseen. */
const FIRST_STEP = PEN_WIDTHS.usual / 16;

const isNear = (a: Point, b: Point, step: number) => Math.hypot(a[0] - b[0], a[1] - b[1]) < step;

/** Leaves out points nearer than `step` to the one before; the stroke's first point stays, and its last where it is further. */
function thinStroke(stroke: Stroke, step: number): Stroke {
  const [first, ...rest] = stroke;
  if (!first) return [];
  const kept: Point[] = [first];
  let previous = first;
  for (const point of rest) {
    if (isNear(point, previous, step)) continue;
    kept.push(point);
    previous = point;
  }
  const last = rest.at(-1);
  if (last && last !== previous && kept.length > 1) kept[kept.length - 1] = last;
  return kept;
}

/** Leaves out dots in the same cell of a grid, `step` to a side, as an earlier dot. */
function thinDots(strokes: readonly Stroke[], step: number): readonly Stroke[] {
  const cells = new Set<string>();
  return strokes.filter(([first, ...rest]) => {
    if (!first || rest.length > 0) return true;
    const cell = `${Math.floor(first[0] / step)} ${Math.floor(first[1] / step)}`;
    if (cells.has(cell)) return false;
    cells.add(cell);
    return true;
  });
}

const countPoints = (strokes: readonly Stroke[]) => strokes.reduce((points, stroke) => points + stroke.length, 0);

/**
 * Strokes of at most `maxPoints` points, and so at most as many, that look like these: points that lie close
 * together are left out, at steps that double until they fit.
 * @param strokes with at least one point each.
 * @param maxPoints at least 1.
 * @returns the same strokes where they fit as they are.
 */
export function thinStrokes(strokes: readonly Stroke[], maxPoints: number): readonly Stroke[] {
  let thinned = strokes;
  for (let step = FIRST_STEP; countPoints(thinned) > maxPoints; step *= 2) {
    thinned = thinDots(
      strokes.map((stroke) => thinStroke(stroke, step)),
      step,
    );
  }
  return thinned;
}
