// A network as the manifest describes it: a plain list of layers, read by every runtime. These are packages/nn's layers
// without those that only training needs. Nothing is imported from there; the trainer compiles only while both agree.

export interface ConvLayer {
  readonly type: 'conv';
  /** Output channels. */
  readonly filters: number;
  /** Side of the square kernel, px. */
  readonly kernel: number;
  readonly stride: number;
  /** `same` pads with zeros so that stride 1 keeps height and width; `valid` does not pad. */
  readonly padding: 'valid' | 'same';
  /** Channels and filters are cut into this many groups that do not see each other; 1 when absent. */
  readonly groups?: number;
  /** Whether each filter adds a number of its own; true when absent. */
  readonly bias?: boolean;
}

export interface PoolLayer {
  /** The largest value of each window, or their mean. */
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

export interface ResidualLayer {
  readonly type: 'residual';
  /** What is added to the input; its output has the input's shape. */
  readonly layers: readonly Layer[];
}

/** Layers without settings. */
export interface PlainLayer {
  readonly type: 'globalAvgPool' | 'relu' | 'silu' | 'gelu' | 'flatten';
}

export type Layer = ConvLayer | PoolLayer | DenseLayer | ResidualLayer | PlainLayer;
