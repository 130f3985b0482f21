// Where DigiLeTs' drawings are (Fabi, Otte, Butz: digits and letters by 39 people), for what measures models. They may not be passed on
// with this repository, nor trained on: they are where somebody has put them, under STROKES_DIR or data/strokes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { strokesFolder } from '../data/load-pen-digits.js';

const FILE = 'digilets-39-writers.jsonl';

/** The file, gzipped or not; undefined where it is not. */
export const findDigilets = (folder = strokesFolder()): string | undefined =>
  [join(folder, FILE), join(folder, `${FILE}.gz`)].find(existsSync);
