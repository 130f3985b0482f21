// A network is a plain list of layers: data that can be printed, stored in a manifest and read by any interpreter.

export interface ConvLayer {
  readonly type: 'conv';
  /** Output channels. */
  readonly filters: number;
  /** Side of the square kernel, px. */
  readonly kernel: number;
  readonly stride: number;
  /** `same` pads with zeros so that stride 1 keeps height and width; `valid` does not pad. */
  readonly padding: 'valid' | 'same';
}

export interface MaxPoolLayer {
  readonly type: 'maxPool';
  /** Side of the square window and its stride, px; rows and columns that do not fill a window are dropped. */
  readonly size: number;
}

export interface ReluLayer {
  readonly type: 'relu';
}

export interface FlattenLayer {
  readonly type: 'flatten';
}

export interface DenseLayer {
  readonly type: 'dense';
  /** Output features. */
  readonly units: number;
}

export type Layer = ConvLayer | MaxPoolLayer | ReluLayer | FlattenLayer | DenseLayer;
export type Network = readonly Layer[];

/** 2-D convolution (cross-correlation, as everywhere in the field) with a bias a filter. */
export function conv(
  filters: number,
  kernel: number,
  { stride = 1, padding = 'valid' }: { stride?: number; padding?: 'valid' | 'same' } = {},
): ConvLayer {
  return { type: 'conv', filters, kernel, stride, padding };
}

/** Largest value of each `size`×`size` window; windows do not overlap. */
export const maxPool = (size: number): MaxPoolLayer => ({ type: 'maxPool', size });

/** max(x, 0). */
export const relu = (): ReluLayer => ({ type: 'relu' });

/** [channels, height, width] → [features]. */
export const flatten = (): FlattenLayer => ({ type: 'flatten' });

/** Fully connected layer with a bias a unit. */
export const dense = (units: number): DenseLayer => ({ type: 'dense', units });
