// The model that a command uses: the folder that --model names, or the current release.
import { currentModelFolder, loadRecognizer, type Recognizer } from '@digits/recognizer/node';
import { MODELS_FOLDER } from '../paths.js';

export const MODEL_OPTION = [
  '--model <folder>',
  'a folder with model.onnx and manifest.json (default: the current release)',
] as const;

/** Cores for one run of the network on a batch. */
const THREADS = 2;

/** Loads the model. @throws ModelError in one line. */
export const loadModel = (folder: string | undefined): Promise<Recognizer> =>
  loadRecognizer(folder ?? currentModelFolder(MODELS_FOLDER), { threads: THREADS });
