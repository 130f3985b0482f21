// The kernels of src/forward/kernels.ts in AssemblyScript: WebAssembly with SIMD, made by `npm run generate:wasm`.
// Places come in elements of 4 bytes and become addresses here.

/** Output channels at once: two vectors of four. */
const PANEL: usize = 8;
/** Output pixels at once. With two vectors of channels each they need eight sums, enough to hide an addition's latency. */
const PIXELS: usize = 4;

function address(place: usize): usize {
  return place << 2;
}

/** The address that entry `i` of a table stands for. */
function lookUp(table: usize, i: usize): usize {
  return address(load<u32>(table + address(i)));
}

function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

function storePanel(to: usize, low: v128, high: v128): void {
  v128.store(to, low);
  v128.store(to, high, 16);
}

/** Every output channel weighs all values of the window: see KernelCall. */
export function convolve(
  pixels: usize,
  inputPlaces: usize,
  outputPlaces: usize,
  taps: usize,
  tapPlaces: usize,
  run: usize,
  channels: usize,
  weightsPlace: usize,
  biasPlace: usize,
): void {
  const inputs = address(inputPlaces);
  const outputs = address(outputPlaces);
  const tapOffsets = address(tapPlaces);
  const runLength = address(run);
  const panelLength = taps * runLength * PANEL;
  let panel = address(weightsPlace);
  let bias = address(biasPlace);
  // Channels outside: a panel of weights stays in the nearest cache while all pixels pass.
  for (let channel: usize = 0; channel < channels; channel += PANEL) {
    const biasLow = v128.load(bias);
    const biasHigh = v128.load(bias, 16);
    let pixel: usize = 0;
    for (; pixel + PIXELS <= pixels; pixel += PIXELS) {
      const start = lookUp(inputs, pixel);
      // Distances from the first pixel's window; those of pixels to the left wrap around, and around again when added.
      const second = lookUp(inputs, pixel + 1) - start;
      const third = lookUp(inputs, pixel + 2) - start;
      const fourth = lookUp(inputs, pixel + 3) - start;
      let low1 = biasLow;
      let high1 = biasHigh;
      let low2 = biasLow;
      let high2 = biasHigh;
      let low3 = biasLow;
      let high3 = biasHigh;
      let low4 = biasLow;
      let high4 = biasHigh;
      let weight = panel;
      for (let tap: usize = 0; tap < taps; tap++) {
        let from = start + lookUp(tapOffsets, tap);
        const end = from + runLength;
        for (; from < end; from += 4) {
          const low = v128.load(weight);
          const high = v128.load(weight, 16);
          weight += 4 * PANEL;
          let value = v128.load32_splat(from);
          low1 = multiplyAdd(low1, value, low);
          high1 = multiplyAdd(high1, value, high);
          value = v128.load32_splat(from + second);
          low2 = multiplyAdd(low2, value, low);
          high2 = multiplyAdd(high2, value, high);
          value = v128.load32_splat(from + third);
          low3 = multiplyAdd(low3, value, low);
          high3 = multiplyAdd(high3, value, high);
          value = v128.load32_splat(from + fourth);
          low4 = multiplyAdd(low4, value, low);
          high4 = multiplyAdd(high4, value, high);
        }
      }
      const offset = address(channel);
      storePanel(lookUp(outputs, pixel) + offset, low1, high1);
      storePanel(lookUp(outputs, pixel + 1) + offset, low2, high2);
      storePanel(lookUp(outputs, pixel + 2) + offset, low3, high3);
      storePanel(lookUp(outputs, pixel + 3) + offset, low4, high4);
    }
    for (; pixel < pixels; pixel++) {
      const start = lookUp(inputs, pixel);
      let low1 = biasLow;
      let high1 = biasHigh;
      let weight = panel;
      for (let tap: usize = 0; tap < taps; tap++) {
        let from = start + lookUp(tapOffsets, tap);
        const end = from + runLength;
        for (; from < end; from += 4) {
          const value = v128.load32_splat(from);
          low1 = multiplyAdd(low1, value, v128.load(weight));
          high1 = multiplyAdd(high1, value, v128.load(weight, 16));
          weight += 4 * PANEL;
        }
      }
      storePanel(lookUp(outputs, pixel) + address(channel), low1, high1);
    }
    panel += panelLength;
    bias += 4 * PANEL;
  }
}

/** Every output channel weighs its own input channel in the window: see KernelCall. */
export function convolveDepthwise(
  pixels: usize,
  inputPlaces: usize,
  outputPlaces: usize,
  taps: usize,
  tapPlaces: usize,
  channels: usize,
  weightsPlace: usize,
  biasPlace: usize,
): void {
  const inputs = address(inputPlaces);
  const outputs = address(outputPlaces);
  const tapOffsets = address(tapPlaces);
  const tapLength = address(channels);
  for (let pixel: usize = 0; pixel < pixels; pixel++) {
    const start = lookUp(inputs, pixel);
    const output = lookUp(outputs, pixel);
    for (let channel: usize = 0; channel < tapLength; channel += 4 * PANEL) {
      let weight = address(weightsPlace) + channel;
      let low = v128.load(address(biasPlace) + channel);
      let high = v128.load(address(biasPlace) + channel, 16);
      for (let tap: usize = 0; tap < taps; tap++) {
        const from = start + lookUp(tapOffsets, tap) + channel;
        low = multiplyAdd(low, v128.load(from), v128.load(weight));
        high = multiplyAdd(high, v128.load(from, 16), v128.load(weight, 16));
        weight += tapLength;
      }
      storePanel(output + channel, low, high);
    }
  }
}
