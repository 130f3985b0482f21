// From a network to the steps of its forward pass: where every layer's values lie, and what is computed in which order.
import type { Layer, PoolLayer, ResidualLayer } from '../network.js';
import { type PlacedLayer, paddingOf, poolStride, type Shape } from '../shapes.js';
import type { Parameters } from '../weights/quantize.js';
import type { Arena } from './arena.js';
import { addMaps, applyToMap, gelu, type RunFunction, relu, silu } from './elementwise.js';
import { type FeatureMap, placesOf, reserveFeatureMap } from './feature-map.js';
import type { Kernels } from './kernels.js';
import { avgPool, maxPool } from './pooling.js';
import { prepareConv, prepareDense, type Weighing } from './weighing-layers.js';
import { type WindowMoves, windowsOf } from './windows.js';

/** Computes one layer, in a memory that the plan's arena has filled. */
type Step = (memory: Float32Array, kernels: Kernels) => void;

/** What a layer makes. */
export interface LayerOutput {
  readonly place: string;
  readonly type: Layer['type'];
  readonly map: FeatureMap;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly input: FeatureMap;
  readonly output: FeatureMap;
  /** Every layer's output, in the order of computing; those inside a residual layer come before its own. */
  readonly layers: readonly LayerOutput[];
}

type Border = readonly [number, number];
const NO_BORDER: Border = [0, 0];

/** The zeros that a layer needs around what it takes. */
function borderFor(next: Layer | undefined): Border {
  if (next?.type === 'conv') return paddingOf(next);
  return next?.type === 'residual' ? borderFor(next.layers[0]) : NO_BORDER;
}

/** Whether the image's channels may lie side by side without filling: in a convolution that weighs all of them. */
const takesUnfilled = (layer: Layer | undefined): boolean => layer?.type === 'conv' && (layer.groups ?? 1) === 1;

const ACTIVATIONS: Record<'relu' | 'silu' | 'gelu', RunFunction> = { relu, silu, gelu };

/** Writes a plan, layer by layer. */
class Planner {
  readonly steps: Step[] = [];
  readonly layers: LayerOutput[] = [];
  readonly #arena: Arena;
  readonly #parameters: Parameters;

  constructor(arena: Arena, parameters: Parameters) {
    this.#arena = arena;
    this.#parameters = parameters;
  }

  addLayers(placed: readonly PlacedLayer[], input: FeatureMap): FeatureMap {
    return placed.reduce((map, layer, i) => {
      const output = this.#addLayer(layer, map, borderFor(placed[i + 1]?.layer));
      this.layers.push({ place: layer.place, type: layer.layer.type, map: output });
      return output;
    }, input);
  }

  #addLayer(placed: PlacedLayer, input: FeatureMap, border: Border): FeatureMap {
    const { layer } = placed;
    // The layers inside a residual layer come before its own sum.
    const inside = layer.type === 'residual' ? this.addLayers(placed.inner, input) : input;
    const output = reserveFeatureMap(this.#arena, placed.output, border);
    this.steps.push(
      layer.type === 'residual'
        ? (memory) => addMaps(memory, input, inside, output)
        : this.#stepOf(placed, layer, input, output),
    );
    return output;
  }

  #stepOf(placed: PlacedLayer, layer: Exclude<Layer, ResidualLayer>, input: FeatureMap, output: FeatureMap): Step {
    switch (layer.type) {
      case 'conv':
        return weigh(prepareConv(this.#arena, { ...placed, layer }, input, output, this.#parameters));
      case 'dense':
        return weigh(prepareDense(this.#arena, placed, input, output, this.#parameters));
      case 'maxPool':
      case 'avgPool':
        return pool(layer.type, input, output, {
          size: [layer.size, layer.size],
          stride: poolStride(layer),
          before: 0,
        });
      case 'globalAvgPool':
        return pool('avgPool', input, output, { size: [input.height, input.width], stride: 1, before: 0 });
      case 'flatten':
        return flatten(input, output);
      case 'relu':
      case 'silu':
      case 'gelu': {
        const apply = ACTIVATIONS[layer.type];
        return (memory) => applyToMap(memory, input, output, apply);
      }
    }
  }
}

const weigh =
  ({ kernel, call }: Weighing): Step =>
  (_, kernels) =>
    kernels[kernel](call);

function pool(type: PoolLayer['type'], input: FeatureMap, output: FeatureMap, moves: WindowMoves): Step {
  const windows = windowsOf(input, output, moves);
  const apply = type === 'maxPool' ? maxPool : avgPool;
  return (memory) => apply(memory, windows, input.channels);
}

function flatten(input: FeatureMap, output: FeatureMap): Step {
  const places = placesOf(input);
  return (memory) => {
    for (let i = 0; i < places.length; i++) memory[output.origin + i] = memory[places[i] ?? 0] ?? 0;
  };
}

/**
 * Plans a forward pass.
 * @param placed The network, as placeLayers gives it.
 * @param parameters All of the network's, of the right sizes.
 * @param arena Where everything gets its place.
 */
export function planForward(
  placed: readonly PlacedLayer[],
  inputShape: Shape,
  parameters: Parameters,
  arena: Arena,
): Plan {
  const first = placed[0]?.layer;
  const pixelStride = takesUnfilled(first) ? inputShape[0] : undefined;
  const input = reserveFeatureMap(arena, inputShape, borderFor(first), pixelStride);
  const planner = new Planner(arena, parameters);
  const output = planner.addLayers(placed, input);
  return { steps: planner.steps, input, output, layers: planner.layers };
}
