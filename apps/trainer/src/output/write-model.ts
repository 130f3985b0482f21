// Writes a model folder: model.onnx, weights.bin and manifest.json, each whole or not at all.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  countParameters,
  exportModel,
  foldBatchNorm,
  type Network,
  parametersOf,
  type TrainedNetwork,
} from '@digits/nn';
import {
  dequantizeWeights,
  encodeWeights,
  type Layer,
  type Manifest,
  parameterSpecs,
  quantizeWeights,
} from '@digits/recognizer';
import { INPUT_SCALE, INPUT_SHAPE } from '../networks.js';
import { writeWhole } from './write-files.js';

/** What a run knows of its model beside the network. */
export type ModelFacts = Pick<Manifest, 'name' | 'version' | 'calibration' | 'rejection' | 'training' | 'validation'>;

/** The layers of a network for use, as a manifest has them: without those that only training needs. */
function toManifest(network: Network): Layer[] {
  return network.map((layer) => {
    switch (layer.type) {
      case 'batchNorm':
      case 'dropout':
        throw new TypeError(`A network for use has no ${layer.type}: fold it first.`);
      case 'residual':
        return { type: layer.type, layers: toManifest(layer.layers) };
      case 'conv':
      case 'maxPool':
      case 'avgPool':
      case 'dense':
        return layer;
      default:
        return { type: layer.type };
    }
  });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Writes model.onnx, weights.bin and manifest.json for a trained network into `folder`, which is there. Batch normalisation is folded
 * into the weights, and these are rounded to int8: model.onnx has the rounded values, so that servers and browsers run one network.
 * @throws UserError
 */
export async function writeModel(folder: string, trained: TrainedNetwork, facts: ModelFacts): Promise<void> {
  const { network, parameters } = foldBatchNorm(trained, INPUT_SHAPE);
  const layers = toManifest(network);
  const quantized = quantizeWeights(parameters, parameterSpecs(layers, INPUT_SHAPE));
  const weights = encodeWeights(quantized);
  const model = exportModel({ network, parameters: dequantizeWeights(quantized) }, INPUT_SHAPE);
  const manifest: Manifest = {
    format: 1,
    name: facts.name,
    version: facts.version,
    createdAt: new Date().toISOString(),
    network: layers,
    input: { shape: INPUT_SHAPE, scale: INPUT_SCALE },
    parameters: countParameters(parametersOf(network, INPUT_SHAPE)),
    sha256: sha256(model),
    weights: { sha256: sha256(weights) },
    calibration: facts.calibration,
    ...(facts.rejection && { rejection: facts.rejection }),
    training: facts.training,
    validation: facts.validation,
  };
  await writeWhole(join(folder, 'model.onnx'), model);
  await writeWhole(join(folder, 'weights.bin'), weights);
  await writeWhole(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
