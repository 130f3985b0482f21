// Convolutions and dense layers, prepared for the kernels: their weights packed, their windows in tables.
import type { ConvLayer } from '../network.js';
import { type PlacedLayer, paddingOf } from '../shapes.js';
import type { Parameters } from '../weights/quantize.js';
import type { Arena } from './arena.js';
import { type FeatureMap, fillUp, PANEL } from './feature-map.js';
import type { KernelCall, Kernels } from './kernels.js';
import { type WindowMoves, windowsOf } from './windows.js';

/** A kernel and what it is called with. */
export interface Weighing {
  readonly kernel: keyof Kernels;
  readonly call: KernelCall;
}

/** The weight from a value of the window (its pixel, its channel) to an output. */
type WeightAt = (output: number, channel: number, y: number, x: number) => number;

/** Panels of 8 outputs, each [window's rows, window's columns, input's channels with their filling, 8]. */
function packPanels(
  outputs: number,
  { channels, pixelStride }: FeatureMap,
  [rows, columns]: readonly [number, number],
  at: WeightAt,
) {
  const panels = new Float32Array(fillUp(outputs) * rows * columns * pixelStride);
  for (let output = 0; output < outputs; output++) {
    const panel = (output - (output % PANEL)) * rows * columns * pixelStride + (output % PANEL);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const pixel = panel + (y * columns + x) * pixelStride * PANEL;
        for (let c = 0; c < channels; c++) panels[pixel + c * PANEL] = at(output, c, y, x);
      }
    }
  }
  return panels;
}

/** A bias an output, zeros where there is none. */
function putBias(arena: Arena, outputs: number, bias: Float32Array | undefined): number {
  const filled = new Float32Array(fillUp(outputs));
  if (bias) filled.set(bias);
  return arena.put(filled);
}

/** Every output weighs all of the window; the window's rows are the runs, since its columns lie side by side. */
function weighAll(
  arena: Arena,
  input: FeatureMap,
  output: FeatureMap,
  moves: WindowMoves,
  at: WeightAt,
  bias: Float32Array | undefined,
): Weighing {
  const { inputs, outputs, rows } = windowsOf(input, output, moves);
  const call: KernelCall = {
    pixels: inputs.length,
    inputs: arena.put(inputs),
    outputs: arena.put(outputs),
    taps: rows.length,
    tapOffsets: arena.put(rows),
    run: moves.size[1] * input.pixelStride,
    channels: fillUp(output.channels),
    weights: arena.put(packPanels(output.channels, input, moves.size, at)),
    bias: putBias(arena, output.channels, bias),
  };
  return { kernel: 'convolve', call };
}

function prepareDepthwise(
  arena: Arena,
  input: FeatureMap,
  output: FeatureMap,
  moves: WindowMoves,
  weight: Float32Array,
  bias: Float32Array | undefined,
): Weighing {
  const { inputs, outputs, pixels } = windowsOf(input, output, moves);
  const channels = fillUp(output.channels);
  const weights = new Float32Array(pixels.length * channels);
  // [channels, window] → [window, channels].
  weight.forEach((value, i) => {
    weights[(i % pixels.length) * channels + Math.floor(i / pixels.length)] = value;
  });
  const call: KernelCall = {
    pixels: inputs.length,
    inputs: arena.put(inputs),
    outputs: arena.put(outputs),
    taps: pixels.length,
    tapOffsets: arena.put(pixels),
    run: channels,
    channels,
    weights: arena.put(weights),
    bias: putBias(arena, output.channels, bias),
  };
  return { kernel: 'convolveDepthwise', call };
}

/** Prepares a convolution of an input whose border is at least its padding. */
export function prepareConv(
  arena: Arena,
  { layer, place }: PlacedLayer<ConvLayer>,
  input: FeatureMap,
  output: FeatureMap,
  parameters: Parameters,
): Weighing {
  const { filters, kernel, stride, groups = 1 } = layer;
  const weight = parameters[`${place}.weight`] ?? new Float32Array();
  const bias = parameters[`${place}.bias`];
  const moves: WindowMoves = { size: [kernel, kernel], stride, before: paddingOf(layer)[0] };
  const perGroup = input.channels / groups;
  if (groups > 1 && perGroup === 1 && filters === groups) {
    return prepareDepthwise(arena, input, output, moves, weight, bias);
  }
  // Fewer groups are rare: a filter's weights to other groups' channels are zeros.
  const at: WeightAt = (filter, channel, y, x) => {
    const inGroup = channel - Math.floor((filter * groups) / filters) * perGroup;
    return inGroup < 0 || inGroup >= perGroup
      ? 0
      : (weight[((filter * perGroup + inGroup) * kernel + y) * kernel + x] ?? 0);
  };
  return weighAll(arena, input, output, moves, at, bias);
}

/** Prepares a dense layer: a convolution of one pixel of features. */
export function prepareDense(
  arena: Arena,
  { place }: PlacedLayer,
  input: FeatureMap,
  output: FeatureMap,
  parameters: Parameters,
): Weighing {
  const weight = parameters[`${place}.weight`] ?? new Float32Array();
  const at: WeightAt = (unit, feature) => weight[unit * input.channels + feature] ?? 0;
  const moves: WindowMoves = { size: [1, 1], stride: 1, before: 0 };
  return weighAll(arena, input, output, moves, at, parameters[`${place}.bias`]);
}
