// A network as the manifest describes it: a plain list of layers, read by every runtime. The same list as packages/nn's,
// from which nothing is imported here; the trainer, which writes the one into the other, compiles only while both agree.

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

export interface DenseLayer {
  readonly type: 'dense';
  /** Output features. */
  readonly units: number;
}

export interface ReluLayer {
  readonly type: 'relu';
}

export interface FlattenLayer {
  readonly type: 'flatten';
}

export type Layer = ConvLayer | MaxPoolLayer | DenseLayer | ReluLayer | FlattenLayer;
