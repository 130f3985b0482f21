// Augmentation of images: turned, stretched, slanted, moved and bent (elastic: Simard, Steinkraus, Platt, ICDAR 2003), with a
// thicker, thinner or blurred line.
import type { Random } from '../synthesis/choose.js';
import { dice } from '../synthesis/dice.js';
import { type AffineLimits, type AffineMap, randomMap } from './affine-map.js';

/** How far an image may be changed, to either side. */
export interface ImageLimits extends AffineLimits {
  /** Px that a node of the displacement grid may move. */
  readonly elastic: number;
  /** Share of images whose lines are made thicker or thinner, and of those that are blurred. */
  readonly thickness: number;
  readonly blur: number;
}

const SIDE = 28;
/** The displacement grid: nodes a side, px apart; displacements between them are interpolated. */
const NODES = 5;
const SPACING = 7;
/** The image has a frame of paper: pixels next to it need no care of their own. */
const STRIDE = SIDE + 2;

/** How far the nodes of the grid are displaced, px: rows of NODES. */
export interface Displacements {
  readonly right: Float32Array;
  readonly down: Float32Array;
}

/** None yet. */
export const noDisplacements = (): Displacements => ({
  right: new Float32Array(NODES * NODES),
  down: new Float32Array(NODES * NODES),
});

/**
 * Draws a 28×28 image through the map and the displacements: bilinear, with paper (0) outside.
 * @param framed Room for the image in its frame, 30×30, which is paper.
 */
function warp(
  image: Uint8Array,
  into: Uint8Array,
  { xx, xy, yx, yy, x0, y0 }: AffineMap,
  { right, down }: Displacements,
  framed: Uint8Array,
): void {
  for (let y = 0; y < SIDE; y++) framed.set(image.subarray(y * SIDE, (y + 1) * SIDE), (y + 1) * STRIDE + 1);
  const middle = (SIDE - 1) / 2;
  for (let y = 0; y < SIDE; y++) {
    const nodeRow = Math.floor(y / SPACING);
    const low = y / SPACING - nodeRow;
    const baseX = xy * (y - middle) - xx * middle + x0 + middle + 1;
    const baseY = yy * (y - middle) - yx * middle + y0 + middle + 1;
    for (let x = 0; x < SIDE; x++) {
      const nodeColumn = Math.floor(x / SPACING);
      const far = x / SPACING - nodeColumn;
      const node = nodeRow * NODES + nodeColumn;
      const [w00, w01, w10, w11] = [(1 - low) * (1 - far), (1 - low) * far, low * (1 - far), low * far];
      const offX =
        w00 * (right[node] ?? 0) +
        w01 * (right[node + 1] ?? 0) +
        w10 * (right[node + NODES] ?? 0) +
        w11 * (right[node + NODES + 1] ?? 0);
      const offY =
        w00 * (down[node] ?? 0) +
        w01 * (down[node + 1] ?? 0) +
        w10 * (down[node + NODES] ?? 0) +
        w11 * (down[node + NODES + 1] ?? 0);
      const fromX = baseX + xx * x + offX;
      const fromY = baseY + yx * x + offY;
      let value = 0;
      if (fromX >= 0 && fromY >= 0 && fromX < SIDE + 1 && fromY < SIDE + 1) {
        const column = Math.floor(fromX);
        const row = Math.floor(fromY);
        const partX = fromX - column;
        const place = row * STRIDE + column;
        const above = (framed[place] ?? 0) * (1 - partX) + (framed[place + 1] ?? 0) * partX;
        const below = (framed[place + STRIDE] ?? 0) * (1 - partX) + (framed[place + STRIDE + 1] ?? 0) * partX;
        value = above + (below - above) * (fromY - row) + 0.5;
      }
      into[y * SIDE + x] = value;
    }
  }
}

/** Mixes a pixel with something of its four neighbours: their largest value (thicker), smallest (thinner) or mean (blurred). */
function mixWithNeighbours(image: Uint8Array, copy: Uint8Array, kind: 'max' | 'min' | 'mean', share: number): void {
  copy.set(image);
  for (let y = 1; y + 1 < SIDE; y++) {
    for (let x = 1; x + 1 < SIDE; x++) {
      const place = y * SIDE + x;
      const here = copy[place] ?? 0;
      const [left, right] = [copy[place - 1] ?? 0, copy[place + 1] ?? 0];
      const [above, below] = [copy[place - SIDE] ?? 0, copy[place + SIDE] ?? 0];
      let other: number;
      if (kind === 'mean') other = (left + right + above + below) / 4;
      else if (kind === 'max') other = Math.max(here, left, right, above, below);
      else other = Math.min(here, left, right, above, below);
      image[place] = here + share * (other - here) + 0.5;
    }
  }
}

/** Makes a function that draws a 28×28 image through a map and displacements; it reuses its memory. */
export function imageWarp(): (image: Uint8Array, into: Uint8Array, map: AffineMap, grid: Displacements) => void {
  const framed = new Uint8Array(STRIDE * STRIDE);
  return (image, into, map, grid) => warp(image, into, map, grid, framed);
}

/** Makes a function that writes a changed copy of a 28×28 image; it reuses its memory. */
export function imageWarper(limits: ImageLimits): (image: Uint8Array, into: Uint8Array, random: Random) => void {
  const warpThrough = imageWarp();
  const copy = new Uint8Array(SIDE * SIDE);
  const grid = noDisplacements();
  return (image, into, random) => {
    const d = dice(random);
    const map = randomMap(limits, random);
    const bend = limits.elastic * random();
    for (let node = 0; node < NODES * NODES; node++) {
      grid.right[node] = d.between(-bend, bend);
      grid.down[node] = d.between(-bend, bend);
    }
    warpThrough(image, into, map, grid);
    if (d.chance(limits.thickness)) mixWithNeighbours(into, copy, d.chance(0.5) ? 'max' : 'min', d.between(0, 0.6));
    if (d.chance(limits.blur)) mixWithNeighbours(into, copy, 'mean', d.between(0, 0.5));
  };
}
