// How a training step holds images: channel by channel, pixel by pixel, the batch innermost. All are matrices then:
// a convolution gathers rows and multiplies, a window is rows one below the other, and no copy is shorter than a batch.
import { type Graph, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';

/** A batch of images of `channels`×`height`×`width`. */
export interface FeatureMap {
  /**
   * Each [channels, pixels·N]. Usually one with all pixels; before a pooling layer one for each pixel of its window, so
   * that pooling compares tensors element by element.
   */
  readonly parts: readonly Tensor[];
  /** For each part, which pixels it holds: their numbers, row by row. */
  readonly pixels: readonly (readonly number[])[];
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /**
   * [channels, 1], 0 or more, and [channels, 1]: every pixel is still to be multiplied by the one, then to have the other
   * added. Pooling commutes with both, so that is done after it, to fewer pixels.
   */
  readonly factor: Tensor | null;
  readonly bias: Tensor | null;
}

/** A map to which nothing is still to be done. */
export const PLAIN = { factor: null, bias: null };

/** The whole numbers from 0 up to `count`. */
export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** A map of one part, its pixels row by row. */
export function wholeMap(tensor: Tensor, channels: number, height: number, width: number): FeatureMap {
  return { parts: [tensor], pixels: [range(height * width)], channels, height, width, ...PLAIN };
}

/** Changes every part in the same way. */
export const mapParts = (map: FeatureMap, change: (part: Tensor, i: number) => Tensor): FeatureMap => ({
  ...map,
  parts: map.parts.map(change),
});

/** Does what is still to be done. */
export function settle(graph: Graph, map: FeatureMap): FeatureMap {
  const { factor, bias } = map;
  const scaled = factor ? mapParts(map, (part) => op.mul(graph, part, factor)) : map;
  return { ...(bias ? mapParts(scaled, (part) => op.add(graph, part, bias)) : scaled), ...PLAIN };
}

/**
 * For windows of `size`×`size` that lie `stride` apart on `height`×`width` pixels: for each place in a window, row by
 * row, the pixels that stand there in all the windows.
 */
export function windowPixels(height: number, width: number, size: number, stride: number): number[][] {
  const tops = range(Math.floor((height - size) / stride) + 1);
  const lefts = range(Math.floor((width - size) / stride) + 1);
  return range(size * size).map((place) =>
    tops.flatMap((top) =>
      lefts.map((left) => (top * stride + Math.floor(place / size)) * width + left * stride + (place % size)),
    ),
  );
}

/** The rows [N] of a map, one a channel and pixel, and where each one is. */
export interface PixelRows {
  readonly rows: Tensor;
  /** The row of a pixel; any number that is no pixel's gives the row of zeros that `padded` adds. */
  rowOf(channel: number, pixel: number): number;
}

/** A map as a matrix of rows, to gather from. @param padded Whether pixels outside of the image are wanted. */
export function pixelRows(graph: Graph, map: FeatureMap, padded: boolean): PixelRows {
  const settled = settle(graph, map);
  const first = settled.parts[0];
  if (!first) throw new RangeError('A feature map has at least one part.');
  const batch = sizeOf(first.shape) / (map.channels * (settled.pixels[0]?.length ?? 1));
  const parts = settled.parts.map((part) => op.reshape(graph, part, [sizeOf(part.shape) / batch, batch]));
  if (padded) parts.push(graph.constant(new Float32Array(batch), [1, batch]));

  /** Of each pixel: the first row of its part, how many pixels that part has, and its place among them. */
  const places = new Map<number, readonly [number, number, number]>();
  let start = 0;
  for (const pixels of map.pixels) {
    for (const [i, pixel] of pixels.entries()) places.set(pixel, [start, pixels.length, i]);
    start += map.channels * pixels.length;
  }
  const zeros = start;
  return {
    rows: op.concatRows(graph, parts),
    rowOf(channel, pixel) {
      const place = places.get(pixel);
      if (!place) return zeros;
      return place[0] + channel * place[1] + place[2];
    },
  };
}

/** Gathers a map anew, in parts of these pixels. */
export function arrange(graph: Graph, map: FeatureMap, pixels: readonly (readonly number[])[]): FeatureMap {
  const arranged =
    map.pixels.length === pixels.length && map.pixels.every((part, i) => samePixels(part, pixels[i] ?? []));
  if (arranged) return map;
  const { rows, rowOf } = pixelRows(graph, map, false);
  const parts = pixels.map((part) => {
    const numbers = range(map.channels).flatMap((channel) => part.map((pixel) => rowOf(channel, pixel)));
    const gathered = op.gatherRows(graph, rows, numbers);
    return op.reshape(graph, gathered, [map.channels, sizeOf(gathered.shape) / map.channels]);
  });
  return { ...map, parts, pixels, ...PLAIN };
}

const samePixels = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((pixel, i) => pixel === b[i]);

/** A map in one part, its pixels row by row, nothing still to be done: [channels, height·width·N]. */
export function wholeTensor(graph: Graph, map: FeatureMap): Tensor {
  const whole = settle(graph, arrange(graph, map, [range(map.height * map.width)]));
  return whole.parts[0] as Tensor;
}
