// Predictions to log in tests.
import type { NewPrediction } from '../new-prediction.js';

/** A drawing recognised as `digit`, with any fields otherwise. */
export function examplePrediction(overrides: Partial<NewPrediction> = {}): NewPrediction {
  return {
    digit: 3,
    confidence: 0.91,
    probabilities: [0.01, 0.01, 0.01, 0.91, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01],
    model: { name: 'mnist-cnn', version: '1' },
    source: 'draw',
    ink: {
      strokes: [
        [
          [10.5, 20],
          [30, 40],
        ],
        [[5, 5]],
      ],
      size: 280,
    },
    pixels: Uint8Array.from({ length: 784 }, (_, i) => i % 256),
    visitor: null,
    latencyMs: 1.25,
    ...overrides,
  };
}
