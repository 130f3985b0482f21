import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recipe } from '../presets.js';
import { RELEASE_RUN } from '../testing/release-run.js';
import { type SavedRun, writeCheckpoint } from './checkpoint-file.js';
import { beginFolder, CHECKPOINT } from './run-folder.js';
import { runStanding } from './run-standing.js';

const { recipe } = RELEASE_RUN;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('runStanding', () => {
  const standing = (changes: Partial<Recipe> = {}, seed = 3) => runStanding(folder, seed, { ...recipe, ...changes });
  const save = (ended: boolean, command = RELEASE_RUN.command): Promise<void> => {
    const tally = { steps: 0, loss: 0, correct: 0 };
    const start = { step: 5, tally, best: { epoch: 1, loss: 0.1 } };
    const checkpoint = { format: 1, identity: 'x', ...start, parameters: new Float32Array(2), states: {} } as const;
    const run: SavedRun = { command, checkpoint, rows: [], seconds: 1, ended };
    return writeCheckpoint(join(folder, CHECKPOINT), run);
  };

  it('tells a run that has ended from one that was interrupted', async () => {
    await beginFolder(folder, RELEASE_RUN);
    // An interrupted run leaves charts, too.
    await writeFile(join(folder, 'learning-curves.svg'), '<svg/>');
    await save(false);
    expect(await standing()).toEqual({ state: 'interrupted' });
    await save(true);
    expect(await standing()).toEqual({ state: 'ended' });
  });

  it('does not take a run of another seed or recipe for this one', async () => {
    await beginFolder(folder, RELEASE_RUN);
    await save(true);
    const reason = expect.stringContaining('is of another seed or recipe ("digits train --preset release --seed 3")');
    expect(await standing({ epochs: recipe.epochs + 1 })).toEqual({ state: 'absent', reason });
    expect(await standing({}, 4)).toEqual({ state: 'absent', reason });
  });

  it('says what is in the folder where there is nothing to go on with', async () => {
    expect(await runStanding(join(folder, 'nowhere'), 3, recipe)).toEqual({ state: 'absent' });
    const absent = (reason: string) => ({ state: 'absent', reason: expect.stringContaining(reason) });
    expect(await standing()).toEqual(absent('holds no run of digits train'));
    await beginFolder(folder, RELEASE_RUN);
    expect(await standing()).toEqual(absent('checkpoint.bin: cannot be read: there is no such file.'));
    await save(true, 'digits train --preset fast');
    expect(await standing()).toEqual(absent('is of another run ("digits train --preset fast")'));
    const older = { format: 1, ...RELEASE_RUN, recipe: { ...recipe, heldOutFold: undefined } };
    await writeFile(join(folder, 'config.json'), JSON.stringify(older));
    expect(await standing()).toEqual(absent('is of an older version of digits'));
  });
});
