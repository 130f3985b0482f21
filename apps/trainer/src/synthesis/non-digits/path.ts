// Paths that scribbles and shapes are made of.
import type { Point, Stroke } from '@digits/ink';

/** A stroke through `count` places, each computed from how far along it is: 0 at the start, 1 at the end. */
export function curve(count: number, at: (share: number) => Point): Stroke {
  return Array.from({ length: count }, (_, index) => at(index / (count - 1)));
}

/** A stroke that passes smoothly through the points (Catmull-Rom), with `steps` places from each to the next. */
export function smoothThrough(points: readonly Point[], steps: number): Stroke {
  const last = points[points.length - 1];
  if (last === undefined) return [];
  const stroke: Point[] = [];
  for (let index = 0; index + 1 < points.length; index++) {
    const from = points[index] ?? last;
    const to = points[index + 1] ?? last;
    const before = points[index - 1] ?? from;
    const after = points[index + 2] ?? to;
    for (let step = 0; step < steps; step++) {
      const share = step / steps;
      stroke.push([
        catmullRom(share, before[0], from[0], to[0], after[0]),
        catmullRom(share, before[1], from[1], to[1], after[1]),
      ]);
    }
  }
  stroke.push(last);
  return stroke;
}

function catmullRom(share: number, before: number, from: number, to: number, after: number): number {
  const bend = 2 * before - 5 * from + 4 * to - after;
  return from + (share / 2) * (to - before + share * (bend + share * (3 * (from - to) + after - before)));
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
  let length = 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  let previous = stroke[0];
  for (const point of stroke) {
    const [x, y] = point;
    if (previous) length += Math.hypot(x - previous[0], y - previous[1]);
    previous = point;
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return length / Math.max(right - left, bottom - top, Number.EPSILON);
}
