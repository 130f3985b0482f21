// Loads a released version for serving: it must be what its folder says, and right about a drawing that every model knows.
import { join } from 'node:path';
import {
  type BatchingOptions,
  type BatchingRecognizer,
  classesOf,
  createBatchingRecognizer,
  faultInKnownAnswer,
  KNOWN_IMAGE,
  loadThreadedRecognizer,
  MODEL_NAME,
  ModelError,
  pixelsOf,
  type Recognizer,
} from '@digits/recognizer/node';
import { type OutputTensor, outputTensors, PIXELS } from '../protocol/model-tensors.js';
import { requireRegularFiles } from './release-files.js';

/** A version that can be asked. */
export interface ServedModel {
  readonly name: string;
  readonly version: string;
  readonly recognizer: BatchingRecognizer;
  readonly outputs: readonly OutputTensor[];
}

export interface LoadOptions extends BatchingOptions {
  /** Processor cores for one run. */
  readonly threads: number;
}

async function findFault({ manifest, recognize }: Recognizer, version: string): Promise<string | null> {
  if (manifest.name !== MODEL_NAME || manifest.version !== version) {
    return `its manifest says that it is ${manifest.name} ${manifest.version}`;
  }
  if (pixelsOf(manifest) !== PIXELS) return `it takes images of ${pixelsOf(manifest)} pixels, not of ${PIXELS}`;
  const [recognition] = await recognize([KNOWN_IMAGE]);
  const fault = faultInKnownAnswer(recognition);
  return fault && `it is ${fault}`;
}

/**
 * Loads `version` from its folder under `modelsFolder`.
 * @throws ModelError, in one line, where it cannot be served
 */
export async function loadModel(modelsFolder: string, version: string, options: LoadOptions): Promise<ServedModel> {
  const folder = join(modelsFolder, MODEL_NAME, version);
  await requireRegularFiles(folder);
  const recognizer = await loadThreadedRecognizer(folder, { threads: options.threads });
  try {
    const fault = await findFault(recognizer, version);
    if (fault) throw new ModelError(`The model in ${folder} cannot be served: ${fault}.`);
  } catch (error) {
    await recognizer.close();
    throw error;
  }
  return {
    name: MODEL_NAME,
    version,
    recognizer: createBatchingRecognizer(recognizer, options),
    outputs: outputTensors(classesOf(recognizer.manifest)),
  };
}
