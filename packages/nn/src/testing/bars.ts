// A small problem for whole runs: which way does the bar lie?
import { conv, dense, flatten, maxPool, type Network, relu } from '../layers.js';
import { sgd } from '../optimizers.js';
import { cosine, warmUp } from '../schedules.js';
import type { Dataset } from '../training/messages.js';
import type { TrainOptions } from '../training/train.js';

export const SIDE = 8;

/** Bars: upright (0), lying (1), slanting (2), at random places, with noise. */
export function bars(count: number, seed: number): Dataset {
  let state = seed;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const kind = Math.floor(random() * 3);
    const place = Math.floor(random() * SIDE);
    labels[n] = kind;
    for (let p = 0; p < SIDE * SIDE; p++) {
      const [y, x] = [Math.floor(p / SIDE), p % SIDE];
      const inked = kind === 0 ? x === place : kind === 1 ? y === place : (x + y) % SIDE === place;
      images[n * SIDE * SIDE + p] = Math.floor(random() * 100) + (inked ? 155 : 0);
    }
  }
  return { images, labels };
}

export const smallNetwork: Network = [conv(6, 3), maxPool(2), relu(), flatten(), dense(3)];

/** Learns to tell them apart within these epochs. 51 images make 3 micro-batches: work for up to 3 threads. */
export const options: TrainOptions = {
  network: smallNetwork,
  inputShape: [1, SIDE, SIDE],
  training: bars(612, 1),
  validation: bars(150, 2),
  optimizer: sgd(),
  schedule: warmUp(0.2, cosine(0.1)),
  batchSize: 51,
  epochs: 8,
  seed: 7,
  threads: 2,
};
