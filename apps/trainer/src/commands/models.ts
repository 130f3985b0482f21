// digits models: released versions, which never change, and the movable name that points at the current one.
import { existsSync } from 'node:fs';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { currentModelFolder, currentPointerFile, loadRecognizer, MODEL_NAME } from '@digits/recognizer/node';
import { Command } from 'commander';
import { count, percent } from '../output/format.js';
import { makeFolder, writeWhole } from '../output/write-model.js';
import { MODELS_FOLDER } from '../paths.js';
import { UserError } from '../user-error.js';

const releasesFolder = join(MODELS_FOLDER, MODEL_NAME);

async function listReleases(): Promise<string[]> {
  if (!existsSync(releasesFolder)) return [];
  const entries = await readdir(releasesFolder, { withFileTypes: true });
  const versions = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The version in use; null before the first release. */
const currentVersion = (): string | null =>
  existsSync(currentPointerFile(MODELS_FOLDER)) ? basename(currentModelFolder(MODELS_FOLDER)) : null;

async function list({ json }: { json?: boolean }): Promise<void> {
  const current = currentVersion();
  const models = await Promise.all(
    (await listReleases()).map(async (version) => {
      const { manifest, close } = await loadRecognizer(join(releasesFolder, version));
      await close();
      const { parameters, createdAt, validation } = manifest;
      return { name: MODEL_NAME, version, current: version === current, parameters, createdAt, validation };
    }),
  );
  if (json) {
    process.stdout.write(`${JSON.stringify({ models })}\n`);
    return;
  }
  for (const { name, version, current: isCurrent, parameters, createdAt, validation } of models) {
    const facts = `${count(parameters)} parameters, validation ${percent(validation.accuracy)}, made ${createdAt.slice(0, 10)}`;
    process.stdout.write(`${isCurrent ? '*' : ' '} ${name} ${version}  ${facts}\n`);
  }
}

async function use(version: string): Promise<void> {
  const versions = await listReleases();
  if (!versions.includes(version)) {
    throw new UserError(
      `There is no release "${version}" of ${MODEL_NAME}; there are: ${versions.join(', ') || 'none'}.`,
    );
  }
  await (await loadRecognizer(join(releasesFolder, version))).close();
  await writeWhole(currentPointerFile(MODELS_FOLDER), `${JSON.stringify({ version })}\n`);
  process.stdout.write(`${MODEL_NAME} ${version} is current\n`);
}

async function release(run: string, { as }: { as: string }): Promise<void> {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(as))
    throw new UserError(`"${as}" cannot be a version: use letters, digits, "." and "-".`);
  const folder = join(releasesFolder, as);
  if (existsSync(folder))
    throw new UserError(`${MODEL_NAME} ${as} is released already, and releases never change: choose another version.`);
  await (await loadRecognizer(run)).close();
  const manifest: unknown = JSON.parse(await readFile(join(run, 'manifest.json'), 'utf8'));
  await makeFolder(folder);
  await copyFile(join(run, 'model.onnx'), join(folder, 'model.onnx'));
  await writeWhole(
    join(folder, 'manifest.json'),
    `${JSON.stringify({ ...(manifest as object), version: as }, null, 2)}\n`,
  );
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
