// digits models: released versions, which never change, and the movable name that points at the current one.
import { existsSync } from 'node:fs';
import { copyFile, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkWeights, WeightsFileError } from '@digits/recognizer';
import {
  currentPointerFile,
  loadRecognizer,
  MODEL_NAME,
  ModelError,
  releasedVersions,
  VERSION_PATTERN,
} from '@digits/recognizer/node';
import { Command } from 'commander';
import { count, percent } from '../output/format.js';
import { makeFolder, writeWhole } from '../output/write-files.js';
import { MODELS_FOLDER } from '../paths.js';
import { currentVersion, RELEASES_FOLDER } from '../releases.js';
import { fileErrorReason, UserError } from '../user-error.js';

/** What a list says of a version: its facts, or why it cannot be used. */
async function describe(version: string) {
  const identity = { name: MODEL_NAME, version, current: version === currentVersion() };
  try {
    const { manifest, close } = await loadRecognizer(join(RELEASES_FOLDER, version));
    await close();
    const { parameters, createdAt, validation } = manifest;
    return { ...identity, parameters, createdAt, validation };
  } catch (error) {
    if (error instanceof ModelError) return { ...identity, error: error.message };
    throw error;
  }
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const models = await Promise.all((await releasedVersions(MODELS_FOLDER)).map(describe));
  if (json) {
    process.stdout.write(`${JSON.stringify({ models })}\n`);
    return;
  }
  for (const model of models) {
    const facts =
      'error' in model
        ? model.error
        : `${count(model.parameters)} parameters, validation ${percent(model.validation.accuracy)}, made ${model.createdAt.slice(0, 10)}`;
    process.stdout.write(`${model.current ? '*' : ' '} ${model.name} ${model.version}  ${facts}\n`);
  }
}

async function use(version: string): Promise<void> {
  const versions = await releasedVersions(MODELS_FOLDER);
  if (!versions.includes(version)) {
    throw new UserError(
      `There is no release "${version}" of ${MODEL_NAME}; there are: ${versions.join(', ') || 'none'}.`,
    );
  }
  await (await loadRecognizer(join(RELEASES_FOLDER, version))).close();
  await writeWhole(currentPointerFile(MODELS_FOLDER), `${JSON.stringify({ version })}\n`);
  process.stdout.write(`${MODEL_NAME} ${version} is current\n`);
}

/** Holds a run's weights.bin to its manifest. @throws UserError */
async function checkWeightsFile(run: string, sha256: string): Promise<void> {
  try {
    await checkWeights(await readFile(join(run, 'weights.bin')), sha256);
  } catch (error) {
    const fault = error instanceof WeightsFileError ? error.message : `weights.bin: ${fileErrorReason(error)}.`;
    throw new UserError(`${run}: ${fault}`);
  }
}

async function release(run: string, { as }: { as: string }): Promise<void> {
  if (!VERSION_PATTERN.test(as)) throw new UserError(`"${as}" cannot be a version: use letters, digits, "." and "-".`);
  const folder = join(RELEASES_FOLDER, as);
  if (existsSync(folder))
    throw new UserError(`${MODEL_NAME} ${as} is released already, and releases never change: choose another version.`);
  const { manifest, close } = await loadRecognizer(run);
  await close();
  if (manifest.weights) await checkWeightsFile(run, manifest.weights.sha256);
  // Made beside its place and moved there when complete: a release is whole or not there.
  const unfinished = join(RELEASES_FOLDER, `.${as}.unfinished`);
  await rm(unfinished, { recursive: true, force: true });
  await makeFolder(unfinished);
  for (const file of ['model.onnx', ...(manifest.weights ? ['weights.bin'] : [])]) {
    await copyFile(join(run, file), join(unfinished, file));
  }
  const released = { ...manifest, version: as };
  await writeWhole(join(unfinished, 'manifest.json'), `${JSON.stringify(released, null, 2)}\n`);
  await rename(unfinished, folder);
  process.stdout.write(`Released ${run} as ${MODEL_NAME} ${as} in ${folder}\n`);
  await use(as);
}

export function modelsCommand(): Command {
  const models = new Command('models').description('list, release and switch models');
  models
    .command('list')
    .description('the released models; * marks the current one')
    .option('--json', 'print JSON')
    .action(list);
  models
    .command('release')
    .description('copy the model of a run to models/ under a new version, and make it current')
    .argument('<run>', 'folder that "digits train" left')
    .requiredOption('--as <version>', 'the new version')
    .action(release);
  models
    .command('use')
    .description('make a released version the current one: also the way back')
    .argument('<version>')
    .action(use);
  return models;
}
