// Fewer points for a stroke with nearly the same path: Ramer-Douglas-Peucker.
import type { Point, Stroke } from '@digits/ink';

/** Leaves out the points that lie within `tolerance` of the path through the others. The ends stay. */
export function simplify(stroke: Stroke, tolerance: number): Stroke {
  const first = stroke[0];
  const last = stroke.at(-1);
  if (!first || !last || stroke.length < 3) return stroke;
  let farthest = 0;
  let distance = tolerance;
  for (let at = 1; at < stroke.length - 1; at++) {
    const away = distanceToSegment(stroke[at] ?? first, first, last);
    if (away > distance) [farthest, distance] = [at, away];
  }
  if (farthest === 0) return [first, last];
  return [
    ...simplify(stroke.slice(0, farthest + 1), tolerance).slice(0, -1),
    ...simplify(stroke.slice(farthest), tolerance),
  ];
}

function distanceToSegment([x, y]: Point, [fromX, fromY]: Point, [toX, toY]: Point): number {
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const square = alongX * alongX + alongY * alongY;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - fromX) * alongX + (y - fromY) * alongY) / square));
  return Math.hypot(x - fromX - share * alongX, y - fromY - share * alongY);
}
