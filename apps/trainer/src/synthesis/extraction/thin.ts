// Thinning to lines one pixel wide: T. Y. Zhang and C. Y. Suen, "A fast parallel algorithm for thinning digital patterns", CACM 27(3), 1984.
import { type Bitmap, neighbourSteps } from './bitmap.js';

/** Thins the ink to its middle lines; what was connected stays connected. */
export function thin({ width, height, data }: Bitmap): Bitmap {
  const thinned = Uint8Array.from(data);
  const steps = neighbourSteps(width);
  const peel = (odd: boolean): boolean => {
    const edge: number[] = [];
    for (let at = width + 1; at < thinned.length - width - 1; at++) {
      if (thinned[at] && isPeelable(thinned, at, steps, odd)) edge.push(at);
    }
    for (const at of edge) thinned[at] = 0;
    return edge.length > 0;
  };
  for (let changed = true; changed; ) {
    const first = peel(true);
    changed = peel(false) || first;
  }
  removeStairs(thinned, steps);
  restoreDots(data, thinned, width, steps);
  return { width, height, data: thinned };
}

/** True where taking the pixel away neither shortens a line nor cuts one, in the odd or the even half of a round. */
function isPeelable(data: Uint8Array, at: number, steps: readonly number[], odd: boolean): boolean {
  const [up, , right, , down, , left] = steps.map((step) => data[at + step] ?? 0);
  const sides = odd ? [up && right && down, right && down && left] : [up && right && left, up && down && left];
  if (sides.some(Boolean)) return false;
  const count = inkedNeighbours(data, at, steps);
  return count >= 2 && count <= 6 && transitions(data, at, steps) === 1;
}

function inkedNeighbours(data: Uint8Array, at: number, steps: readonly number[]): number {
  return steps.reduce((sum, step) => sum + (data[at + step] ?? 0), 0);
}

/** How often paper turns to ink on the way round the pixel. */
function transitions(data: Uint8Array, at: number, steps: readonly number[]): number {
  let count = 0;
  let previous = data[at + (steps[7] ?? 0)];
  for (const step of steps) {
    const here = data[at + step];
    if (!previous && here) count++;
    previous = here;
  }
  return count;
}

/** Takes away the corner pixels of stairs, whose two neighbours touch each other anyway. */
function removeStairs(data: Uint8Array, steps: readonly number[]): void {
  for (let at = 0; at < data.length; at++) {
    if (!data[at]) continue;
    const ink = (direction: number): number => data[at + (steps[direction % 8] ?? 0)] ?? 0;
    for (let side = 0; side < 8; side += 2) {
      // Two sides that meet at this corner, and nothing on the far side: three neighbours' diagonal included.
      const isCorner = ink(side) && ink(side + 2) && !ink(side + 4) && !ink(side + 5) && !ink(side + 6);
      if (isCorner && !ink(side + 3) && !ink(side + 7)) {
        data[at] = 0;
        break;
      }
    }
  }
}

/** Round dots can vanish, since their last four pixels are peeled at once: each gets its middle pixel back. */
function restoreDots(inked: Uint8Array, thinned: Uint8Array, width: number, steps: readonly number[]): void {
  const seen = new Set<number>();
  for (let start = 0; start < inked.length; start++) {
    if (!inked[start] || seen.has(start)) continue;
    const blob = [start];
    seen.add(start);
    for (const at of blob) {
      for (const next of steps.map((step) => at + step)) {
        if (!inked[next] || seen.has(next)) continue;
        seen.add(next);
        blob.push(next);
      }
    }
    if (blob.some((at) => thinned[at])) continue;
    const mean = (of: (at: number) => number): number => blob.reduce((sum, at) => sum + of(at), 0) / blob.length;
    thinned[Math.round(mean((at) => Math.floor(at / width))) * width + Math.round(mean((at) => at % width))] = 1;
  }
}
