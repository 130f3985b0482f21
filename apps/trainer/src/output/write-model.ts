// Writes a model folder: model.onnx and manifest.json, each whole or not at all.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { countParameters, exportModel, type Network, type Parameters, parametersOf } from '@digits/nn';
import type { Manifest } from '@digits/recognizer';
import { INPUT_SCALE, INPUT_SHAPE } from '../presets.js';
import { writeWhole } from './write-files.js';

/** What a run knows of its model beside the weights. */
export type ModelFacts = Pick<Manifest, 'name' | 'version' | 'calibration' | 'training' | 'validation'> & {
  readonly network: Network;
};

/** Writes model.onnx and its manifest.json into `folder`, which is there. @throws UserError */
export async function writeModel(folder: string, parameters: Parameters, facts: ModelFacts): Promise<void> {
  const model = exportModel(facts.network, INPUT_SHAPE, parameters);
  const manifest: Manifest = {
    format: 1,
    name: facts.name,
    version: facts.version,
    createdAt: new Date().toISOString(),
    network: facts.network,
    input: { shape: INPUT_SHAPE, scale: INPUT_SCALE },
    parameters: countParameters(parametersOf(facts.network, INPUT_SHAPE)),
    sha256: createHash('sha256').update(model).digest('hex'),
    calibration: facts.calibration,
    training: facts.training,
    validation: facts.validation,
  };
  await writeWhole(join(folder, 'model.onnx'), model);
  await writeWhole(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
