// How values lie in memory between layers: pixel by pixel, the channels innermost, in rows; around them a border of zeros
// where a padded convolution follows.
import { type Shape, sizeOf } from '../shapes.js';
import type { Arena } from './arena.js';

/** Channels are filled up with zeros to a multiple of this: kernels compute as many outputs at once. */
export const PANEL = 8;

export const fillUp = (channels: number): number => Math.ceil(channels / PANEL) * PANEL;

/** Values between two layers. Features are one pixel of many channels. Strides and places in elements. */
export interface FeatureMap {
  /** [channels, height, width] or [features]. */
  readonly shape: Shape;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly pixelStride: number;
  readonly rowStride: number;
  /** Where the first channel of the first pixel is, inside the border. */
  readonly origin: number;
}

/**
 * Reserves a feature map.
 * @param border Zeros [before, after] each side.
 * @param pixelStride At least the channels.
 */
export function reserveFeatureMap(
  arena: Arena,
  shape: Shape,
  [before, after]: readonly [number, number],
  pixelStride = fillUp(shape[0] ?? 1),
): FeatureMap {
  const [channels = 1, height = 1, width = 1] = shape;
  const rowStride = (before + width + after) * pixelStride;
  const start = arena.reserve((before + height + after) * rowStride);
  const origin = start + before * (rowStride + pixelStride);
  return { shape, channels, height, width, pixelStride, rowStride, origin };
}

/** Where each value is, in the order [channels, height, width] that is used outside. */
export function placesOf({ shape, height, width, pixelStride, rowStride, origin }: FeatureMap): Int32Array {
  const pixels = height * width;
  return Int32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const [channel, pixel] = [Math.floor(i / pixels), i % pixels];
    return origin + Math.floor(pixel / width) * rowStride + (pixel % width) * pixelStride + channel;
  });
}

/** A copy of the values at `places`. */
export const readValues = (memory: Float32Array, places: Int32Array): Float32Array =>
  Float32Array.from(places, (place) => memory[place] ?? 0);
