// The networks that a recipe may name, and the images that they take.
import { batchNorm, conv, dense, dropout, flatten, maxPool, type Network, relu, residual } from '@digits/nn';

/** MNIST's images as the networks take them: [channels, height, width], bytes scaled to 0–1. */
export const INPUT_SHAPE = [1, 28, 28] as const;
export const INPUT_SCALE = 1 / 255;

/** A convolution that batch normalisation follows, whose bias makes one of the convolution's own idle. */
const normalized = (filters: number, kernel: number): Network => [
  conv(filters, kernel, { padding: 'same', bias: false }),
  batchNorm(),
];

/** 3×3, and batch normalisation; ReLU after it. */
const block = (filters: number): Network => [...normalized(filters, 3), relu()];

/** The networks by name, for so many outputs: ten digits, and one more where "not a digit" is learnt. */
export const NETWORKS = {
  /** Pooling before ReLU gives the same values as after it, on a quarter of the pixels. */
  small: (outputs) => [
    ...[conv(24, 5), maxPool(2), relu(), conv(32, 3), maxPool(2), relu()],
    ...[flatten(), dense(128), relu(), dense(outputs)],
  ],
  'batch-norm': (outputs) => [
    ...[...block(32), maxPool(2), ...block(64), maxPool(2)],
    ...[dropout(0.25), flatten(), dense(128), relu(), dropout(0.5), dense(outputs)],
  ],
  /** Most of its work is done on 12×12 and 6×6 pixels, where it costs least. */
  deep: (outputs) => [
    ...[conv(28, 5, { bias: false }), batchNorm(), maxPool(2), relu()],
    ...[...block(56), ...normalized(56, 3), maxPool(2), relu()],
    ...[...block(80), residual(...block(80), ...normalized(80, 3)), relu()],
    ...[flatten(), dropout(0.3), dense(outputs)],
  ],
} as const satisfies Record<string, (outputs: number) => Network>;

export type NetworkName = keyof typeof NETWORKS;
