// Planes of real numbers: what a grey picture becomes while its light is measured.

/** width × height values, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** The means of a picture's cells of factor × factor pixels; those at the right and at the bottom may be smaller. */
export function shrink({ width, height, values }: Plane, factor: number): Plane {
  const columns = Math.ceil(width / factor);
  const rows = Math.ceil(height / factor);
  const means = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / factor) * columns;
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor(x / factor);
      means[cell] = (means[cell] ?? 0) + (values[y * width + x] ?? 0);
    }
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const cellWidth = Math.min(factor, width - column * factor);
      const cellHeight = Math.min(factor, height - row * factor);
      means[row * columns + column] = (means[row * columns + column] ?? 0) / (cellWidth * cellHeight);
    }
  }
  return { width: columns, height: rows, values: means };
}

/** A plane of cells of factor × factor pixels, interpolated between the cells' centres, as width × height pixels. */
export function enlarge(cells: Plane, factor: number, width: number, height: number): Plane {
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const atY = Math.min(Math.max((y + 0.5) / factor - 0.5, 0), cells.height - 1);
    const top = Math.floor(atY) * cells.width;
    const bottom = Math.min(Math.floor(atY) + 1, cells.height - 1) * cells.width;
    const partY = atY - Math.floor(atY);
    for (let x = 0; x < width; x++) {
      const atX = Math.min(Math.max((x + 0.5) / factor - 0.5, 0), cells.width - 1);
      const left = Math.floor(atX);
      const right = Math.min(left + 1, cells.width - 1);
      const partX = atX - left;
      const upper = (cells.values[top + left] ?? 0) * (1 - partX) + (cells.values[top + right] ?? 0) * partX;
      const lower = (cells.values[bottom + left] ?? 0) * (1 - partX) + (cells.values[bottom + right] ?? 0) * partX;
      values[y * width + x] = upper * (1 - partY) + lower * partY;
    }
  }
  return { width, height, values };
}

/** The mean of the square of side 2 × radius + 1 around every pixel, as far as it lies within the plane. */
export function boxBlur({ width, height, values }: Plane, radius: number): Plane {
  const blurred = values.slice();
  blurLines(blurred, height, width, 1, width, radius);
  blurLines(blurred, width, height, width, 1, radius);
  return { width, height, values: blurred };
}

function blurLines(plane: Float32Array, count: number, length: number, step: number, next: number, radius: number) {
  const sums = new Float64Array(length + 1);
  for (let i = 0; i < count; i++) {
    const start = i * next;
    for (let k = 0; k < length; k++) sums[k + 1] = (sums[k] ?? 0) + (plane[start + k * step] ?? 0);
    for (let k = 0; k < length; k++) {
      const from = Math.max(0, k - radius);
      const to = Math.min(length, k + radius + 1);
      plane[start + k * step] = ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
    }
  }
}

/**
 * The plane with a margin all around, its values carried on beyond each edge as they come to it (mirrored at the edge's value), so that
 * an even slope stays one.
 * @param margin cells, less than the plane's sides
 */
export function withMargin({ width, height, values }: Plane, margin: number): Plane {
  const columns = width + 2 * margin;
  const rows = height + 2 * margin;
  const padded = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const row = y - margin;
    const edgeRow = Math.min(Math.max(row, 0), height - 1);
    const mirrorRow = 2 * edgeRow - row;
    for (let x = 0; x < columns; x++) {
      const column = x - margin;
      const edge = Math.min(Math.max(column, 0), width - 1);
      const mirror = 2 * edge - column;
      const inside = values[mirrorRow * width + mirror] ?? 0;
      const atEdge = values[edgeRow * width + edge] ?? 0;
      padded[y * columns + x] = row === edgeRow && column === edge ? inside : 2 * atEdge - inside;
    }
  }
  return { width: columns, height: rows, values: padded };
}

/** The plane without such a margin. */
export function withoutMargin({ width, height, values }: Plane, margin: number): Plane {
  const columns = width - 2 * margin;
  const rows = height - 2 * margin;
  const inner = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const start = (y + margin) * width + margin;
    inner.set(values.subarray(start, start + columns), y * columns);
  }
  return { width: columns, height: rows, values: inner };
}
