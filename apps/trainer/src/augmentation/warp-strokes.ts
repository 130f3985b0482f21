// Augmentation of drawings before they are inked: another lean, width and hand, an unsteady or a hasty pen, ends cut short or
// drawn out.
import { type Point, pathBox, type Stroke } from '@digits/ink';
import type { Dice } from '../synthesis/dice.js';

/** How far a drawing may be changed. Shares are of its longer side. */
export interface StrokeLimits {
  /** Degrees, to either side. */
  readonly rotation: number;
  /** Sideways, a unit of height, to either side. */
  readonly shear: number;
  /** Width against height: up to this factor wider or narrower. */
  readonly stretch: number;
  /** Largest amplitude of the smooth waves that bend it, share. */
  readonly elastic: number;
  /** Standard deviation of a pen's tremble, share. */
  readonly tremble: number;
  /** How far a stroke may be off the others, share, to either side. */
  readonly misplacement: number;
  /** Share of drawings that get a stray dot: a tap of the hand, or a palm's. */
  readonly stray: number;
  /** How much of a stroke's end may be missing, or too much, share. */
  readonly ends: number;
}

type MutablePoint = [x: number, y: number];

/** Longer pieces, share of the drawing's longer side, are divided: else they could not bend. */
const LONGEST_PIECE = 0.09;

/** The points of a stroke, in units of the drawing's longer side from its middle, close enough together to bend. */
function densify(stroke: Stroke, centerX: number, centerY: number, side: number): MutablePoint[] {
  const points: MutablePoint[] = [];
  let previous: MutablePoint | undefined;
  for (const [px, py] of stroke) {
    const point: MutablePoint = [(px - centerX) / side, (py - centerY) / side];
    if (previous) {
      const [fromX, fromY] = previous;
      const pieces = Math.ceil(Math.hypot(point[0] - fromX, point[1] - fromY) / LONGEST_PIECE);
      for (let i = 1; i < pieces; i++) {
        points.push([fromX + ((point[0] - fromX) * i) / pieces, fromY + ((point[1] - fromY) * i) / pieces]);
      }
    }
    points.push(point);
    previous = point;
  }
  return points;
}

/** Cuts up to `most` off a stroke's beginning, along its path. A stroke of three points stays: it might be all there is. */
function cutStart(points: MutablePoint[], most: number): void {
  let left = most;
  while (points.length > 3 && left > 0) {
    const [[ax, ay], [bx, by]] = points as [MutablePoint, MutablePoint];
    left -= Math.hypot(bx - ax, by - ay);
    if (left > 0) points.shift();
  }
}

/** Draws a stroke's beginning out by `length`, straight on. */
function extendStart(points: MutablePoint[], length: number): void {
  const [first] = points;
  const inner = points[Math.min(2, points.length - 1)];
  if (!first || !inner) return;
  const distance = Math.hypot(first[0] - inner[0], first[1] - inner[1]);
  if (distance === 0) return;
  points.unshift([
    first[0] + ((first[0] - inner[0]) / distance) * length,
    first[1] + ((first[1] - inner[1]) / distance) * length,
  ]);
}

function changeEnds(points: MutablePoint[], ends: number, d: Dice): void {
  for (let end = 0; end < 2; end++) {
    if (d.chance(0.3)) {
      if (d.chance(0.6)) cutStart(points, d.between(0, ends));
      else extendStart(points, d.between(0, ends));
    }
    points.reverse();
  }
}

/** A hasty pen rounds corners: each point moves towards its neighbours' mean. */
function smooth(points: MutablePoint[], rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    let [beforeX, beforeY] = points[0] ?? [0, 0];
    for (let i = 1; i + 1 < points.length; i++) {
      const point = points[i];
      const after = points[i + 1];
      if (!point || !after) continue;
      const [x, y] = point;
      point[0] = (beforeX + 2 * x + after[0]) / 4;
      point[1] = (beforeY + 2 * y + after[1]) / 4;
      [beforeX, beforeY] = [x, y];
    }
  }
}

/** A smooth field of displacements: a few waves across the drawing. */
function waves(amplitude: number, d: Dice): (x: number, y: number) => MutablePoint {
  const terms = Array.from({ length: 3 }, (_, i) => {
    const frequency = 2 * Math.PI * d.between(0.4, 0.7 + 0.4 * i);
    const direction = d.between(0, 2 * Math.PI);
    const push = d.between(0, 2 * Math.PI);
    const size = (amplitude * d.between(0.2, 1)) / (1 + 0.5 * i);
    return {
      kx: frequency * Math.cos(direction),
      ky: frequency * Math.sin(direction),
      phase: d.between(0, 2 * Math.PI),
      dx: size * Math.cos(push),
      dy: size * Math.sin(push),
    };
  });
  return (x, y) => {
    let [right, down] = [0, 0];
    for (const { kx, ky, phase, dx, dy } of terms) {
      const height = Math.sin(kx * x + ky * y + phase);
      right += dx * height;
      down += dy * height;
    }
    return [right, down];
  };
}

/** A trembling pen: what it is off by follows itself from point to point. */
function tremble(points: MutablePoint[], deviation: number, d: Dice): void {
  let [offX, offY] = [0, 0];
  for (const point of points) {
    offX = 0.6 * offX + d.around(0, deviation);
    offY = 0.6 * offY + d.around(0, deviation);
    point[0] += offX;
    point[1] += offY;
  }
}

/** A slow pointer: only every so many points are seen, and the ends. */
const thinOut = (points: MutablePoint[], keepEvery: number): MutablePoint[] =>
  points.filter((_, i) => i % keepEvery === 0 || i === points.length - 1);

/**
 * Draws a drawing anew, as another hand might have.
 * @param strokes All points finite; in any unit.
 * @returns A drawing about one unit large.
 */
export function warpStrokes(strokes: readonly Stroke[], limits: StrokeLimits, d: Dice): Stroke[] {
  const box = pathBox(strokes);
  if (!box) return strokes.map(() => []);
  const { left, top, right, bottom } = box;
  const side = Math.max(right - left, bottom - top) || 1;
  const upTo = (limit: number): number => d.around(0, limit / 2);
  const angle = (upTo(limits.rotation) * Math.PI) / 180;
  const slant = upTo(limits.shear);
  const widen = Math.exp(upTo(Math.log(limits.stretch)));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const bend = waves(limits.elastic * d.between(0, 1), d);
  const hasty = d.chance(0.2) ? Math.ceil(d.between(0, 6)) : 0;
  const unsteady = d.chance(0.4) ? limits.tremble * d.between(0, 1) : 0;
  const keepEvery = d.chance(0.12) ? Math.ceil(d.between(1, 3)) : 1;
  const misplaced = d.chance(0.3) ? limits.misplacement : 0;

  const warped = strokes.map((stroke): Point[] => {
    const points = densify(stroke, (left + right) / 2, (top + bottom) / 2, side);
    if (points.length > 3) changeEnds(points, limits.ends, d);
    const [offX, offY] = [upTo(misplaced), upTo(misplaced)];
    for (const point of points) {
      const [bentX, bentY] = bend(point[0], point[1]);
      const x = (point[0] + bentX + slant * (point[1] + bentY)) * widen;
      const y = point[1] + bentY;
      point[0] = cosine * x - sine * y + offX;
      point[1] = sine * x + cosine * y + offY;
    }
    if (hasty > 0) smooth(points, hasty);
    if (unsteady > 0) tremble(points, unsteady, d);
    return keepEvery > 1 ? thinOut(points, keepEvery) : points;
  });
  if (d.chance(limits.stray)) warped.push([[d.between(-0.8, 0.8), d.between(-0.8, 0.8)]]);
  return warped;
}
