// The folder of a run: its files' names, and config.json, which says what the run is.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { removeFile, writeWhole } from '../output/write-files.js';
import { PRESET_NAMES, type PresetName, type Recipe } from '../presets.js';
import { parseRecipe, recipeFlags } from '../recipe-fields.js';
import { fileErrorReason, UserError } from '../user-error.js';

/** What makes a run: the same again makes the same model. */
export interface RunConfig {
  readonly preset: PresetName;
  readonly seed: number;
  /** As used: the preset's, with what flags changed of it. */
  readonly recipe: Recipe;
  /** The command that starts the same run. */
  readonly command: string;
}

const FORMAT = 1;
/** What each run's command begins with. */
const COMMAND = 'digits train';
const CONFIG = 'config.json';
export const CHECKPOINT = 'checkpoint.bin';
export const METRICS = 'metrics.csv';
/** What a run leaves, beside its configuration. */
const LEFT = [
  CHECKPOINT,
  METRICS,
  'model.onnx',
  'weights.bin',
  'manifest.json',
  ...['learning-curves', 'confusion-matrix'].flatMap((chart) => [`${chart}.svg`, `${chart}.png`]),
];

/** The command that starts this run. @param overrides What flags changed of the preset. */
export const commandOf = (preset: PresetName, seed: number, overrides: Partial<Recipe>): string =>
  [COMMAND, `--preset ${preset}`, `--seed ${seed}`, ...recipeFlags(overrides)].join(' ');

/** The version of ONNX Runtime that the training engine runs on. */
function runtimeVersion(): string {
  const engine = createRequire(createRequire(import.meta.url).resolve('@digits/nn'));
  return (engine('onnxruntime-node/package.json') as { version: string }).version;
}

/** What config.json in `folder` says, whatever that is. @throws UserError when it is not there or cannot be read */
async function readJson(folder: string): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, CONFIG);
  if (!existsSync(path)) throw new UserError(`${folder}: holds no run of digits train: it has no ${CONFIG}.`);
  try {
    return JSON.parse(await readFile(path, 'utf8')) ?? {};
  } catch (error) {
    const reason = error instanceof SyntaxError ? `is not JSON: ${error.message}` : fileErrorReason(error);
    throw new UserError(`${path}: ${reason}.`);
  }
}

/**
 * Refuses a folder whose files of the same names are not a run's: they would be lost. A run of another version, whose recipe this one
 * cannot read, is a run.
 */
async function refuseForeign(folder: string): Promise<void> {
  const found = [CONFIG, ...LEFT].find((name) => existsSync(join(folder, name)));
  if (!found) return;
  const { format, command } = await readJson(folder).catch((): Readonly<Record<string, unknown>> => ({}));
  if (Number.isInteger(format) && typeof command === 'string' && command.startsWith(COMMAND)) return;
  throw new UserError(`${folder}: has a ${found} that is not of a run of digits train: choose another --out.`);
}

/**
 * Makes a folder ready for a new run: takes away what an older one left, and says what this one is.
 * @throws UserError
 */
export async function beginFolder(folder: string, config: RunConfig): Promise<void> {
  await refuseForeign(folder);
  await Promise.all(LEFT.flatMap((name) => [removeFile(join(folder, name)), removeFile(join(folder, `${name}.part`))]));
  const versions = { node: process.version, 'onnxruntime-node': runtimeVersion() };
  await writeWhole(join(folder, CONFIG), `${JSON.stringify({ format: FORMAT, ...config, versions }, null, 2)}\n`);
}

/** What the run in `folder` is. @throws UserError that says in a line what is wrong with its config.json */
export async function readConfig(folder: string): Promise<RunConfig> {
  const path = join(folder, CONFIG);
  const json = await readJson(folder);
  const { format, seed, command } = json;
  const preset = PRESET_NAMES.find((name) => name === json.preset);
  const check = (name: string, right: boolean, allowed: string): void => {
    if (!right) throw new UserError(`${path}: ${name} is ${JSON.stringify(json[name])}; it must be ${allowed}.`);
  };
  check('format', format === FORMAT, String(FORMAT));
  check('preset', preset !== undefined, `one of ${PRESET_NAMES.join(', ')}`);
  check('seed', Number.isInteger(seed), 'a whole number');
  check('command', typeof command === 'string', 'the command that started the run');
  return {
    preset: preset as PresetName,
    seed: seed as number,
    command: command as string,
    recipe: parseRecipe(path, json.recipe),
  };
}
