// The networks that a recipe may name, and the images that they take.
import { batchNorm, conv, dense, dropout, flatten, maxPool, type Network, relu } from '@digits/nn';

/** MNIST's images as the networks take them: [channels, height, width], bytes scaled to 0–1. */
export const INPUT_SHAPE = [1, 28, 28] as const;
export const INPUT_SCALE = 1 / 255;

/** A convolution that batch normalisation follows, whose bias makes one of the convolution's own idle. */
const normalized = (filters: number, kernel: number): Network => [
  conv(filters, kernel, { padding: 'same', bias: false }),
  batchNorm(),
];

export const NETWORKS = {
  /** Pooling before ReLU gives the same values as after it, on a quarter of the pixels. */
  small: [conv(24, 5), maxPool(2), relu(), conv(32, 3), maxPool(2), relu(), flatten(), dense(128), relu(), dense(10)],
  'batch-norm': [
    ...normalized(32, 3),
    relu(),
    maxPool(2),
    ...normalized(64, 3),
    relu(),
    maxPool(2),
    dropout(0.25),
    flatten(),
    dense(128),
    relu(),
    dropout(0.5),
    dense(10),
  ],
} as const satisfies Record<string, Network>;

export type NetworkName = keyof typeof NETWORKS;
