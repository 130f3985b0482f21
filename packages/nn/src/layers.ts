// A network is a plain list of layers: data that can be printed, stored in a manifest and read by any interpreter.

/** `same` pads with zeros so that stride 1 keeps height and width; `valid` does not pad. */
export type Padding = 'valid' | 'same';

export interface ConvLayer {
  readonly type: 'conv';
  /** Output channels. */
  readonly filters: number;
  /** Side of the square kernel, px. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  /** Channels and filters are cut into this many groups that do not see each other; as many as channels: depthwise. */
  readonly groups?: number;
  /** Whether each filter adds a number of its own; true when absent. */
  readonly bias?: boolean;
}

export interface PoolLayer {
  readonly type: 'maxPool' | 'avgPool';
  /** Side of the square window, px; rows and columns that do not fill a window are dropped. */
  readonly size: number;
  /** Distance of the windows, px; `size` when absent. */
  readonly stride?: number;
}

export interface DenseLayer {
  readonly type: 'dense';
  /** Output features. */
  readonly units: number;
}

export interface DropoutLayer {
  readonly type: 'dropout';
  /** Share of the values that a training step sets to 0, from 0 up to 1. */
  readonly rate: number;
}

export interface ResidualLayer {
  readonly type: 'residual';
  /** What is added to the input; its output has the input's shape. */
  readonly layers: readonly Layer[];
}

/** Layers without settings. */
export interface PlainLayer {
  readonly type: 'batchNorm' | 'globalAvgPool' | 'relu' | 'silu' | 'gelu' | 'flatten';
}

export type Layer = ConvLayer | PoolLayer | DenseLayer | DropoutLayer | ResidualLayer | PlainLayer;
export type Network = readonly Layer[];

/** 2-D convolution (cross-correlation, as everywhere in the field). */
export function conv(
  filters: number,
  kernel: number,
  {
    stride = 1,
    padding = 'valid',
    ...rest
  }: { stride?: number; padding?: Padding; groups?: number; bias?: boolean } = {},
): ConvLayer {
  return { type: 'conv', filters, kernel, stride, padding, ...rest };
}

/** Largest value of each `size`×`size` window. */
export const maxPool = (size: number, options: { stride?: number } = {}): PoolLayer => ({
  type: 'maxPool',
  size,
  ...options,
});

/** Mean of each `size`×`size` window. */
export const avgPool = (size: number, options: { stride?: number } = {}): PoolLayer => ({
  type: 'avgPool',
  size,
  ...options,
});

/** Mean of each channel: [channels, height, width] → [channels]. */
export const globalAvgPool = (): PlainLayer => ({ type: 'globalAvgPool' });

/**
 * Batch normalisation (Ioffe & Szegedy 2015): each channel less its mean over its deviation, times a weight, plus a bias.
 * Training takes both from the images of one micro-batch, a model in use from their running averages.
 */
export const batchNorm = (): PlainLayer => ({ type: 'batchNorm' });

/** max(x, 0). */
export const relu = (): PlainLayer => ({ type: 'relu' });

/** x · sigmoid(x) (Ramachandran et al. 2017). */
export const silu = (): PlainLayer => ({ type: 'silu' });

/** x · Φ(x), exactly (Hendrycks & Gimpel 2016). */
export const gelu = (): PlainLayer => ({ type: 'gelu' });

/** In a training step sets a random share of the values to 0 and scales up the others (Srivastava et al. 2014). */
export const dropout = (rate: number): DropoutLayer => ({ type: 'dropout', rate });

/** x + layers(x) (He et al. 2015). */
export const residual = (...layers: readonly Layer[]): ResidualLayer => ({ type: 'residual', layers });

/** [channels, height, width] → [features], channel by channel, row by row. */
export const flatten = (): PlainLayer => ({ type: 'flatten' });

/** Fully connected layer with a bias a unit. */
export const dense = (units: number): DenseLayer => ({ type: 'dense', units });
