// Smooth pen paths through given points: centripetal Catmull–Rom splines, which neither loop nor overshoot between them.
// Source: Yuksel, Schaefer, Keyser, "Parameterization and applications of Catmull–Rom curves", CAD 43 (2011).
import type { Point } from '@digits/ink';

/** Points drawn between two knots. */
const STEPS = 6;

/** Where the spline would have come from, before its first knot: straight on. */
const mirror = ([x, y]: Point, [fromX, fromY]: Point): Point => [2 * x - fromX, 2 * y - fromY];

/** The centripetal parameter's distance between two knots; never 0. */
const distance = ([ax, ay]: Point, [bx, by]: Point): number => Math.sqrt(Math.hypot(bx - ax, by - ay)) || 1e-6;

const blend = ([ax, ay]: Point, [bx, by]: Point, t: number): Point => [ax + t * (bx - ax), ay + t * (by - ay)];

/** The smooth path through the knots, which are among its points. */
export function spline(...knots: readonly Point[]): Point[] {
  const [first, second] = knots;
  const last = knots.at(-1);
  const nextToLast = knots.at(-2);
  if (!(first && second && last && nextToLast)) return [...knots];
  const path: Point[] = [first];
  const padded = [mirror(first, second), ...knots, mirror(last, nextToLast)];
  for (let i = 1; i + 2 < padded.length; i++) {
    const [p0, p1, p2, p3] = padded.slice(i - 1, i + 3) as [Point, Point, Point, Point];
    const [d1, d2, d3] = [distance(p0, p1), distance(p1, p2), distance(p2, p3)];
    for (let step = 1; step < STEPS; step++) {
      // Barry & Goldman's pyramid, from the second knot's parameter to the third's.
      const t = (step / STEPS) * d2;
      const a1 = blend(p0, p1, (t + d1) / d1);
      const a2 = blend(p1, p2, t / d2);
      const a3 = blend(p2, p3, (t - d2) / d3);
      path.push(blend(blend(a1, a2, (t + d1) / (d1 + d2)), blend(a2, a3, t / (d2 + d3)), t / d2));
    }
    path.push(p2);
  }
  return path;
}

/** An arc of an ellipse, from one angle to another; degrees, 0 to the right, growing clockwise as y points down. */
export function arc(center: Point, width: number, height: number, from: number, to: number): Point[] {
  const steps = Math.max(2, Math.ceil(Math.abs(to - from) / 15));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [center[0] + (width / 2) * Math.cos(angle), center[1] + (height / 2) * Math.sin(angle)];
  });
}
