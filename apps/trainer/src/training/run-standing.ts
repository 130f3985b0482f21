// How far the run in a folder has come: for whoever goes on with it, or wants to know whether it has to be trained at all.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Recipe } from '../presets.js';
import { UserError } from '../user-error.js';
import { readCheckpoint, type SavedRun } from './checkpoint-file.js';
import { CHECKPOINT, type RunConfig, readConfig } from './run-folder.js';

/** What the run in `folder` is, and where it was left. @throws UserError that says in a line what is wrong with the folder */
export async function readRun(folder: string): Promise<{ config: RunConfig; saved: SavedRun }> {
  const config = await readConfig(folder);
  const path = join(folder, CHECKPOINT);
  const saved = await readCheckpoint(path);
  if (saved.command !== config.command) {
    throw new UserError(
      `${path}: is of another run ("${saved.command}") than its folder ("${config.command}"). Train anew.`,
    );
  }
  return { config, saved };
}

/** How a run stands in a folder. */
export interface RunStanding {
  /** Ended by itself, with its recipe's last epoch or for want of progress; interrupted, to be gone on with; or to be trained anew. */
  readonly state: 'ended' | 'interrupted' | 'absent';
  /** What is in the folder instead of an absent run, where something is. */
  readonly reason?: string;
}

/** How the run of this seed and recipe stands in `folder`, which need not be there. */
export async function runStanding(folder: string, seed: number, recipe: Recipe): Promise<RunStanding> {
  if (!existsSync(folder)) return { state: 'absent' };
  try {
    const { config, saved } = await readRun(folder);
    const same = config.seed === seed && isDeepStrictEqual(config.recipe, recipe);
    if (!same) return { state: 'absent', reason: `${folder}: is of another seed or recipe ("${config.command}").` };
    return { state: saved.ended ? 'ended' : 'interrupted' };
  } catch (error) {
    if (error instanceof UserError) return { state: 'absent', reason: error.message };
    throw error;
  }
}
