// The configuration of a run, for tests of what is said of runs.
import { PRESETS } from '../presets.js';
import { commandOf, type RunConfig } from '../training/run-folder.js';

/** A run of the release preset as it is, with seed 3. */
export const RELEASE_RUN: RunConfig = {
  preset: 'release',
  seed: 3,
  recipe: PRESETS.release,
  command: commandOf('release', 3, {}),
};
