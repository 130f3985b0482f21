// A drawing as the pen made it: strokes, each the points from pen down to pen up; and the bounding box of its path.

/** A place on the drawing surface: x to the right, y down, in any unit. */
export type Point = readonly [x: number, y: number];

/** The points from pen down to pen up, in the order drawn. */
export type Stroke = readonly Point[];

/** Edges of the rectangle around a path, in the units of its points. */
export interface PathBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** True when the point has a place: both coordinates are finite numbers. */
export function isFinitePoint([x, y]: Point): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** The smallest rectangle around all finite points of the strokes; null when there is none. */
export function pathBox(strokes: readonly Stroke[]): PathBox | null {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const stroke of strokes) {
    for (const point of stroke) {
      if (!isFinitePoint(point)) continue;
      const [x, y] = point;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  return left <= right ? { left, top, right, bottom } : null;
}
