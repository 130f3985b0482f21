// The kernels in plain JavaScript, for where WebAssembly's SIMD is missing or forbidden.
import { PANEL } from './feature-map.js';
import type { KernelCall, Kernels } from './kernels.js';

/** Two pixels and four channels at once: eight sums, which fit into registers with what they are made of. */
const CHANNELS = 4;

/** Kernels that work in `memory`. */
export function createTypedArrayKernels(memory: ArrayBuffer): Kernels {
  const floats = new Float32Array(memory);
  const places = new Int32Array(memory);
  // Every place is inside the memory: the plan made them all. Said by a cast where an index might be outside, for speed.
  const place = (i: number): number => places[i] as number;

  /** Four channels, from `channel`, of two output pixels, which may be the same one. */
  function convolveTile(call: KernelCall, channel: number, first: number, second: number): void {
    const { taps, tapOffsets, run, weights, bias } = call;
    let w = weights + (channel - (channel % PANEL)) * taps * run + (channel % PANEL);
    let p0 = floats[bias + channel] as number;
    let p1 = floats[bias + channel + 1] as number;
    let p2 = floats[bias + channel + 2] as number;
    let p3 = floats[bias + channel + 3] as number;
    let q0 = p0;
    let q1 = p1;
    let q2 = p2;
    let q3 = p3;
    const start = place(call.inputs + first);
    const apart = place(call.inputs + second) - start;
    for (let t = 0; t < taps; t++) {
      const from = start + place(tapOffsets + t);
      for (let i = from; i < from + run; i++, w += PANEL) {
        const p = floats[i] as number;
        const q = floats[i + apart] as number;
        const w0 = floats[w] as number;
        const w1 = floats[w + 1] as number;
        const w2 = floats[w + 2] as number;
        const w3 = floats[w + 3] as number;
        p0 += p * w0;
        p1 += p * w1;
        p2 += p * w2;
        p3 += p * w3;
        q0 += q * w0;
        q1 += q * w1;
        q2 += q * w2;
        q3 += q * w3;
      }
    }
    const out = place(call.outputs + first) + channel;
    floats[out] = p0;
    floats[out + 1] = p1;
    floats[out + 2] = p2;
    floats[out + 3] = p3;
    const other = place(call.outputs + second) + channel;
    floats[other] = q0;
    floats[other + 1] = q1;
    floats[other + 2] = q2;
    floats[other + 3] = q3;
  }

  return {
    convolve(call) {
      // Channels outside: their weights stay in the nearest cache while all pixels pass.
      for (let channel = 0; channel < call.channels; channel += CHANNELS) {
        for (let p = 0; p < call.pixels; p += 2) convolveTile(call, channel, p, Math.min(p + 1, call.pixels - 1));
      }
    },
    convolveDepthwise({ pixels, inputs, outputs, taps, tapOffsets, channels, weights, bias }) {
      for (let p = 0; p < pixels; p++) {
        const input = place(inputs + p);
        const output = place(outputs + p);
        for (let c = 0; c < channels; c++) {
          let sum = floats[bias + c] as number;
          for (let t = 0; t < taps; t++) {
            const value = floats[input + place(tapOffsets + t) + c] as number;
            sum += value * (floats[weights + t * channels + c] as number);
          }
          floats[output + c] = sum;
        }
      }
    },
  };
}
