// Paths that scribbles and shapes are made of.
import type { Point, Stroke } from '@digits/ink';
import { extent } from './extent.js';

/** A stroke through `count` places, each computed from how far along it is: 0 at the start, 1 at the end. */
export function curve(count: number, at: (share: number) => Point): Stroke {
  return Array.from({ length: count }, (_, index) => at(index / (count - 1)));
}

/** The closed outline of a polygon: its corners, and the first once more. */
export function closed(corners: readonly Point[]): Stroke {
  return [...corners, ...corners.slice(0, 1)];
}

/** An ellipse around (x, y), a little more than once round. */
export function ellipse(x: number, y: number, width: number, height: number): Stroke {
  return curve(18, (share) => {
    const angle = share * 2.05 * Math.PI;
    return [x + (width / 2) * Math.sin(angle), y - (height / 2) * Math.cos(angle)];
  });
}

/** The place on a circle around the origin, by the angle from its top, clockwise. */
export function onCircle(angle: number, radius: number): Point {
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}

/** The outline of a rectangle around the origin. */
export function rectangle(width: number, height: number): Stroke {
  const [x, y] = [width / 2, height / 2];
  return closed([
    [-x, -y],
    [x, -y],
    [x, y],
    [-x, y],
  ]);
}

/** The strokes turned by an angle around the origin. */
export function turned(strokes: readonly Stroke[], angle: number): Stroke[] {
  const [along, across] = [Math.cos(angle), Math.sin(angle)];
  return strokes.map((stroke) => stroke.map(([x, y]): Point => [along * x - across * y, across * x + along * y]));
}

/** The path's length over the longer side of its bounding box: 1 for a line, about 3 for an 8. */
export function windingness(stroke: Stroke): number {
  const { width, height } = extent([stroke]);
  const length = stroke.reduce((sum, [x, y], i) => {
    const [fromX, fromY] = stroke[i - 1] ?? [x, y];
    return sum + Math.hypot(x - fromX, y - fromY);
  }, 0);
  return length / Math.max(width, height, Number.EPSILON);
}
