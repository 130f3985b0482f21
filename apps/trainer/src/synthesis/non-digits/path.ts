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

/** The strokes turned by an angle around the origin, scaled from it, then moved. */
export function placed(strokes: readonly Stroke[], angle: number, scale: number, x: number, y: number): Stroke[] {
  const [along, across] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return strokes.map((stroke) =>
    stroke.map(([px, py]) => [x + along * px - across * py, y + across * px + along * py] as const),
  );
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
