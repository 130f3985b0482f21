// Where the repository keeps what the commands read and write.
import { fileURLToPath } from 'node:url';

const fromRoot = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const MODELS_FOLDER = fromRoot('models');
export const RUNS_FOLDER = fromRoot('runs');
export const MNIST_FOLDER = fromRoot('data/mnist');
export const STROKES_FOLDER = fromRoot('data/strokes');
