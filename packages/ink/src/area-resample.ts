// Resampling by area: an output pixel is the mean of what its square covers in the input, whether that shrinks or enlarges.

/** A square region of an input; it may stick out of it on any side, and there it holds nothing. */
export interface SquareRegion {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/**
 * Resamples a square region of an image to side × side means, one row of the input at a time, first across and then down.
 * @param width the input's width, pixels
 * @param height the input's height, pixels
 * @param valueAt the input's value at an index (row × width + column)
 * @returns side × side means, row by row
 */
export function areaResample(
  width: number,
  height: number,
  valueAt: (index: number) => number,
  region: SquareRegion,
  side: number,
): Float64Array {
  const means = new Float64Array(side * side);
  const across = overlaps(region.left, region.side, width, side);
  const down = overlaps(region.top, region.side, height, side);
  const rowMeans = new Float64Array(side);
  let inputRow = -1;
  for (const { input, output, share } of down) {
    if (input !== inputRow) {
      rowMeans.fill(0);
      for (const cell of across) {
        rowMeans[cell.output] = (rowMeans[cell.output] ?? 0) + cell.share * valueAt(input * width + cell.input);
      }
      inputRow = input;
    }
    const start = output * side;
    for (let column = 0; column < side; column++) {
      means[start + column] = (means[start + column] ?? 0) + share * (rowMeans[column] ?? 0);
    }
  }
  return means;
}

interface Overlap {
  readonly input: number;
  readonly output: number;
  /** How much of the output cell lies in the input cell, 0 … 1. */
  readonly share: number;
}

/** Which cells of an axis of the input lie under which cells of the output, in the input's order. */
function overlaps(start: number, length: number, inputLength: number, outputLength: number): Overlap[] {
  const found: Overlap[] = [];
  const first = Math.max(0, start);
  const end = Math.min(inputLength, start + length);
  for (let input = first; input < end; input++) {
    // In units of 1 / length of an output cell, so that every edge is a whole number and nothing is lost to rounding.
    const from = (input - start) * outputLength;
    const to = from + outputLength;
    for (let output = Math.floor(from / length); output * length < to; output++) {
      const overlap = Math.min(to, (output + 1) * length) - Math.max(from, output * length);
      found.push({ input, output, share: overlap / length });
    }
  }
  return found;
}
