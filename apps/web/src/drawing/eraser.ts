// The eraser: takes away what it touches of the pen's lines. A stroke that it crosses becomes two, so that what is left is
// still strokes, and what is seen is what is read.
import { type Drawing, type PenStroke, type Point, round } from './drawing.js';

/** Radius of the eraser's ring, in the units of the drawing. */
export const ERASER_RADIUS = 12;

/** A point of a stroke, and how hard the pen was pressed there. */
interface Sample {
  readonly point: Point;
  readonly pressure: number;
}

function between(a: Sample, b: Sample, share: number): Sample {
  const mix = (from: number, to: number) => from + (to - from) * share;
  return {
    point: [round(mix(a.point[0], b.point[0])), round(mix(a.point[1], b.point[1]))],
    pressure: mix(a.pressure, b.pressure),
  };
}

/** Between which shares of the way from `a` to `b` the distance to `center` is below `radius`; null for none. */
function shareInside(a: Point, b: Point, center: Point, radius: number): readonly [number, number] | null {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const [fx, fy] = [a[0] - center[0], a[1] - center[1]];
  const squaredLength = dx * dx + dy * dy;
  const half = fx * dx + fy * dy;
  const discriminant = half * half - squaredLength * (fx * fx + fy * fy - radius * radius);
  if (squaredLength === 0 || discriminant <= 0) return null;
  const root = Math.sqrt(discriminant);
  const from = Math.max(0, (-half - root) / squaredLength);
  const to = Math.min(1, (-half + root) / squaredLength);
  return from < to ? [from, to] : null;
}

function samplesOf({ points, pressures }: PenStroke): Sample[] {
  return points.map((point, i) => ({ point, pressure: pressures?.[i] ?? 0.5 }));
}

/** The stroke without what lies in the circle: none, one or more strokes; the stroke itself where it is not touched. */
function eraseStroke(stroke: PenStroke, center: Point, radius: number): readonly PenStroke[] {
  const [first, ...rest] = samplesOf(stroke);
  if (!first) return [stroke];
  const isInside = ({ point: [x, y] }: Sample) => Math.hypot(x - center[0], y - center[1]) < radius;
  if (rest.length === 0) return isInside(first) ? [] : [stroke];
  const pieces: Sample[][] = [];
  let piece: Sample[] = isInside(first) ? [] : [first];
  let previous = first;
  let isTouched = isInside(first);
  for (const sample of rest) {
    const inside = shareInside(previous.point, sample.point, center, radius);
    if (inside) {
      isTouched = true;
      const [from, to] = inside;
      if (from > 0) piece.push(between(previous, sample, from));
      pieces.push(piece);
      piece = to < 1 ? [between(previous, sample, to), sample] : [];
    } else if (!isInside(sample)) piece.push(sample);
    previous = sample;
  }
  if (!isTouched) return [stroke];
  // A single point that is left of a line was never a dot.
  return [...pieces, piece]
    .filter((samples) => samples.length > 1)
    .map((samples) => ({
      points: samples.map(({ point }) => point),
      width: stroke.width,
      ...(stroke.pressures && { pressures: samples.map(({ pressure }) => pressure) }),
    }));
}

function eraseAt(drawing: Drawing, center: Point, radius: number): Drawing {
  const left = drawing.flatMap((stroke) => eraseStroke(stroke, center, radius + stroke.width / 2));
  const isSame = left.length === drawing.length && left.every((stroke, i) => stroke === drawing[i]);
  return isSame ? drawing : left;
}

/**
 * The drawing without the ink that the eraser touches on its way.
 * @param from where it was before, and @param to where it is now, in the units of the drawing.
 * @param radius of its ring, above 0, same units.
 * @returns the same drawing where it touches none; strokes that it does not touch are the same objects.
 */
export function erase(drawing: Drawing, from: Point, to: Point, radius: number): Drawing {
  const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / (radius / 2)));
  let left = drawing;
  for (let step = 0; step <= steps; step++) {
    const share = step / steps;
    left = eraseAt(left, [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share], radius);
  }
  return left;
}
