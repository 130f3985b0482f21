// The maximum of every window of a line, in three comparisons a value whatever the window's length.
// Source: van Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels", Pattern Recognition
// Letters 13, 1992; Gil and Werman, "Computing 2-D min, median, and max filters", IEEE PAMI 15, 1993.

/** The lines of a plane in one direction: line i holds start = i × next, and then every step-th value. */
export interface Lines {
  readonly count: number;
  readonly length: number;
  readonly step: number;
  readonly next: number;
}

/**
 * Replaces every value by the largest within `radius` on its line; beyond the line's ends there is nothing.
 * @param plane the lines' values, changed in place
 * @param radius at least 0
 */
export function slidingMaximum(plane: Float32Array, { count, length, step, next }: Lines, radius: number): void {
  const window = 2 * radius + 1;
  // Padded to whole windows with nothing; `fromStart` and `fromEnd` are the maxima from each window's own ends.
  const padded = Math.ceil((length + 2 * radius) / window) * window;
  const line = new Float32Array(padded).fill(-Infinity);
  const fromStart = new Float32Array(padded);
  const fromEnd = new Float32Array(padded);
  for (let i = 0; i < count; i++) {
    const start = i * next;
    for (let k = 0; k < length; k++) line[radius + k] = plane[start + k * step] ?? 0;
    for (let k = 0; k < padded; k++) {
      const value = line[k] ?? 0;
      fromStart[k] = k % window === 0 ? value : Math.max(value, fromStart[k - 1] ?? 0);
    }
    for (let k = padded - 1; k >= 0; k--) {
      const value = line[k] ?? 0;
      fromEnd[k] = k % window === window - 1 ? value : Math.max(value, fromEnd[k + 1] ?? 0);
    }
    for (let k = 0; k < length; k++) {
      plane[start + k * step] = Math.max(fromEnd[k] ?? 0, fromStart[k + window - 1] ?? 0);
    }
  }
}

/** Replaces every value by the largest of the square of side 2 × radius + 1 around it. */
export function squareMaximum(plane: Float32Array, width: number, height: number, radius: number): void {
  slidingMaximum(plane, { count: height, length: width, step: 1, next: width }, radius);
  slidingMaximum(plane, { count: width, length: height, step: width, next: 1 }, radius);
}
