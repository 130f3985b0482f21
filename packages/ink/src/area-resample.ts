// Resampling by area: an output pixel is the mean of what its square covers in the input, whether that shrinks or enlarges.
// The mean over a square follows from the image's integral at its corners, as in a summed-area table (Crow, SIGGRAPH 1984); all
// sums are whole numbers, so that nothing is lost to rounding and a symmetric input gives a symmetric output.

/** A square region of an input; it may stick out of it on any side, and there it holds nothing. */
export interface SquareRegion {
  readonly left: number;
  readonly top: number;
  /** At least 1. */
  readonly side: number;
}

/**
 * Resamples a square region of an image to side × side means.
 * @param pixels width × height bytes, row by row
 * @param levels each byte's level, 256 entries
 * @returns side × side means of the levels, row by row
 */
export function areaResample(
  pixels: Uint8Array,
  width: number,
  height: number,
  levels: Uint8Array,
  region: SquareRegion,
  side: number,
): Float64Array {
  const edges = side + 1;
  // Where the output's edges lie within the region: after `whole` pixels and `part` / side of the next.
  const whole = Uint32Array.from({ length: edges }, (_, edge) => Math.floor((edge * region.side) / side));
  const part = Uint32Array.from({ length: edges }, (_, edge) => (edge * region.side) % side);
  const firstColumn = Math.max(0, -region.left);
  const endColumn = Math.max(0, Math.min(region.side, width - region.left));

  // Only as far as the input goes; from there on the integral stays as it is. A tall strip's square is far wider than the strip.
  const rowIntegral = new Float64Array(endColumn + 1);
  const rowAtEdges = new Float64Array(edges);
  const integral = new Float64Array(edges);
  const above = new Float64Array(edges);
  const means = new Float64Array(side * side);
  const area = region.side * region.side;
  let edge = 1;
  for (let row = 0; row < region.side; row++) {
    const inputRow = region.top + row;
    if (inputRow >= 0 && inputRow < height) {
      const start = inputRow * width + region.left;
      let sum = 0;
      for (let column = firstColumn; column < endColumn; column++) {
        sum += levels[pixels[start + column] ?? 0] ?? 0;
        rowIntegral[column + 1] = sum;
      }
      for (let k = 0; k < edges; k++) {
        const at = whole[k] ?? 0;
        const before = rowIntegral[at] ?? sum;
        rowAtEdges[k] = side * before + (part[k] ?? 0) * ((rowIntegral[at + 1] ?? sum) - before);
      }
    } else {
      rowAtEdges.fill(0);
    }
    // Every edge of the output that ends within this row, or with it, completes a row of the output.
    while (edge <= side && edge * region.side <= (row + 1) * side) {
      const rest = edge * region.side - row * side;
      let left = 0;
      for (let k = 0; k < edges; k++) {
        const below = side * (integral[k] ?? 0) + rest * (rowAtEdges[k] ?? 0);
        const strip = below - (above[k] ?? 0);
        if (k > 0) means[(edge - 1) * side + k - 1] = (strip - left) / area;
        above[k] = below;
        left = strip;
      }
      edge++;
    }
    for (let k = 0; k < edges; k++) integral[k] = (integral[k] ?? 0) + (rowAtEdges[k] ?? 0);
  }
  return means;
}
