// Shapes that people draw in place of a digit: figures of lines, little pictures.
// Left out because they read as digits: circles and ovals, narrow boxes (0), lines that stand (1), hooks and corners (7, L).
import type { Point, Stroke } from '@digits/ink';
import { between, type Random, weightedOneOf } from '../choose.js';
import { FIGURES } from './figures.js';
import { PICTURES } from './pictures.js';

const KINDS = [...FIGURES, ...PICTURES];

/** A shape of some kind, its corners a little off. */
export function randomShape(random: Random): readonly Stroke[] {
  const wobble = between(random, 0.5, 4);
  const off = (): number => between(random, -wobble, wobble);
  return weightedOneOf(random, KINDS)(random).map((stroke) => stroke.map(([x, y]): Point => [x + off(), y + off()]));
}
