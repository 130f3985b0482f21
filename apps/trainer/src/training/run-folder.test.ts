// What a run's folder says of it, and that it is a run's at all.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RELEASE_RUN } from '../testing/release-run.js';
import { beginFolder, readConfig } from './run-folder.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Writes a config.json whose recipe is another one. */
async function writeConfig(changed: object): Promise<void> {
  const json = { format: 1, ...RELEASE_RUN, recipe: changed };
  await writeFile(join(folder, 'config.json'), JSON.stringify(json));
}
const withoutFold = (): object => {
  const { heldOutFold: _, nonDigits: __, ...rest } = RELEASE_RUN.recipe;
  return rest;
};

describe('readConfig', () => {
  it('reads what beginFolder wrote', async () => {
    await beginFolder(folder, RELEASE_RUN);
    expect(await readConfig(folder)).toEqual(RELEASE_RUN);
  });

  it('says that a recipe without some fields is an older version’s', async () => {
    await writeConfig(withoutFold());
    await expect(readConfig(folder)).rejects.toThrow(
      /config\.json: is of an older version of digits: its recipe has no heldOutFold, nonDigits\. Train anew\.$/,
    );
  });
});

describe('beginFolder', () => {
  it('takes the place of a run, an older version’s too, and takes away what it left', async () => {
    for (const older of [withoutFold(), {}, RELEASE_RUN.recipe]) {
      await writeConfig(older);
      await writeFile(join(folder, 'model.onnx'), 'a model');
      await beginFolder(folder, RELEASE_RUN);
      expect(await readdir(folder)).toEqual(['config.json']);
      expect(await readConfig(folder)).toEqual(RELEASE_RUN);
    }
  });

  it.each([
    ['no config.json', undefined],
    ['one that is no JSON', '{'],
    ['one of another program', '{"format": 1, "command": "make"}'],
    ['one that says nothing', 'null'],
  ])('refuses files of a run’s names beside %s, and leaves them', async (_, text) => {
    await writeFile(join(folder, 'model.onnx'), 'a model');
    if (text !== undefined) await writeFile(join(folder, 'config.json'), text);
    await expect(beginFolder(folder, RELEASE_RUN)).rejects.toThrow(
      /that is not of a run of digits train: choose another --out/,
    );
    expect(await readFile(join(folder, 'model.onnx'), 'utf8')).toBe('a model');
  });
});
