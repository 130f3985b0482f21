// The recogniser's network in a browser (or anywhere): plain data in, a function from image to logits out.
import type { Manifest } from '../manifest.js';
import { parameterSpecs, placeLayers, type Shape, sizeOf } from '../shapes.js';
import { dequantizeWeights, type Parameters } from '../weights/quantize.js';
import { checkWeights, decodeWeights } from '../weights/weights-file.js';
import { Arena } from './arena.js';
import { placesOf, readValues } from './feature-map.js';
import type { Kernels } from './kernels.js';
import { planForward } from './plan.js';
import { createTypedArrayKernels } from './typed-array-kernels.js';
import { createWasmKernels } from './wasm-kernels.js';

export type ForwardRuntime = 'wasm' | 'typed-arrays';

/** What one layer made of an image. */
export interface Activation {
  /** The layer's place in the network, "3"; inside a residual layer "3.0". */
  readonly place: string;
  readonly type: string;
  /** [channels, height, width] or [features]. */
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** A network in memory, ready to run. */
export interface Forward {
  /** What it runs on: WebAssembly with SIMD, or typed arrays where that is missing or forbidden. */
  readonly runtime: ForwardRuntime;
  /**
   * The network's outputs for one image.
   * @param image Bytes [channels, height, width], 0 paper … 255 ink, as the manifest's input.
   * @throws RangeError when the image has another size.
   */
  readonly forward: (image: Uint8Array) => Float32Array;
  /** The same, and what every layer made on the way: in the order of computing, copied. Slower. @throws as `forward`. */
  readonly forwardWithActivations: (image: Uint8Array) => { logits: Float32Array; activations: readonly Activation[] };
}

export interface ForwardOptions {
  /** The fastest that works when absent. */
  readonly runtime?: ForwardRuntime;
}

/** A memory and the kernels that work in it. */
async function createRuntime(byteLength: number, wanted: ForwardRuntime | undefined) {
  if (wanted !== 'typed-arrays') {
    const wasm = await createWasmKernels(byteLength);
    if (wasm) return { runtime: 'wasm' as const, ...wasm };
    if (wanted === 'wasm') throw new Error('WebAssembly with SIMD is missing here, or a security policy forbids it.');
  }
  const memory = new ArrayBuffer(byteLength);
  return { runtime: 'typed-arrays' as const, memory, kernels: createTypedArrayKernels(memory) as Kernels };
}

function checkParameters(parameters: Parameters, specs: ReturnType<typeof parameterSpecs>): void {
  for (const { name, shape } of specs) {
    const length = parameters[name]?.length ?? 0;
    if (length !== sizeOf(shape))
      throw new RangeError(`${name} has ${length} values; the network needs ${sizeOf(shape)}.`);
  }
}

/**
 * Prepares a model's network for running image by image, without ONNX Runtime. Logits agree with it to 1e-4.
 * @param model The manifest, or what of it counts here.
 * @param weights The bytes of weights.bin, or the parameters as numbers.
 * @throws WeightsFileError when weights.bin is damaged or another model's, which is told by the manifest's checksum if it is given and
 * the page's origin may compute one (https or localhost); RangeError when the layers do not fit together, or
 * numbers are not the network's; Error when the runtime asked for is missing.
 */
export async function createForward(
  { network, input, weights: expected }: Pick<Manifest, 'network' | 'input' | 'weights'>,
  weights: Uint8Array | Parameters,
  options: ForwardOptions = {},
): Promise<Forward> {
  const specs = parameterSpecs(network, input.shape);
  if (expected && weights instanceof Uint8Array) await checkWeights(weights, expected.sha256);
  const parameters = weights instanceof Uint8Array ? dequantizeWeights(decodeWeights(weights, specs)) : weights;
  checkParameters(parameters, specs);
  const arena = new Arena();
  const plan = planForward(placeLayers(network, input.shape), input.shape, parameters, arena);
  const { runtime, memory, kernels } = await createRuntime(arena.byteLength, options.runtime);
  arena.fill(memory);
  const values = new Float32Array(memory);
  const pixels = placesOf(plan.input);
  const logits = placesOf(plan.output);

  function forward(image: Uint8Array): Float32Array {
    if (image.length !== pixels.length) {
      throw new RangeError(`An image has ${image.length} bytes, the model takes ${pixels.length}.`);
    }
    for (let i = 0; i < pixels.length; i++) values[pixels[i] ?? 0] = (image[i] ?? 0) * input.scale;
    for (const step of plan.steps) step(values, kernels);
    return readValues(values, logits);
  }

  return {
    runtime,
    forward,
    forwardWithActivations(image) {
      const result = forward(image);
      const activations = plan.layers.map(({ place, type, map }) => ({
        place,
        type,
        shape: map.shape,
        values: readValues(values, placesOf(map)),
      }));
      return { logits: result, activations };
    },
  };
}
