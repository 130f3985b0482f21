// Pooling: the largest value or the mean of each window, channel by channel.
import type { Windows } from './windows.js';

/** Works in a forward pass's memory. */
type Pool = (memory: Float32Array, windows: Windows, channels: number) => void;

export const maxPool: Pool = (memory, { inputs, outputs, pixels }, channels) => {
  for (let p = 0; p < inputs.length; p++) {
    const input = inputs[p] ?? 0;
    const output = outputs[p] ?? 0;
    for (let c = 0; c < channels; c++) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let t = 0; t < pixels.length; t++) {
        const value = memory[input + (pixels[t] ?? 0) + c] ?? 0;
        if (value > largest) largest = value;
      }
      memory[output + c] = largest;
    }
  }
};

export const avgPool: Pool = (memory, { inputs, outputs, pixels }, channels) => {
  for (let p = 0; p < inputs.length; p++) {
    const input = inputs[p] ?? 0;
    const output = outputs[p] ?? 0;
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let t = 0; t < pixels.length; t++) sum += memory[input + (pixels[t] ?? 0) + c] ?? 0;
      memory[output + c] = sum / pixels.length;
    }
  }
};
