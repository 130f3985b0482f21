// digits data: the files of MNIST and the pen digits, fetched and checked.
import { Command, Option } from 'commander';
import { loadCheckedPenDigits } from '../data/check-pen-digits.js';
import { downloadMnist } from '../data/download-mnist.js';
import { downloadPenDigits } from '../data/download-pen-digits.js';
import { loadMnistTest, loadMnistTraining, mnistFolder } from '../data/load-mnist.js';
import { findPenDigits, strokesFolder } from '../data/load-pen-digits.js';
import { count } from '../output/format.js';
import { makeFolder } from '../output/write-files.js';
import { PRESETS } from '../presets.js';
import { wholeNumber } from './options.js';

const JSON_OPTION = ['--json', 'print JSON'] as const;
const SETS = ['mnist', 'pen-digits'] as const;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function download({ only }: { only?: (typeof SETS)[number] }): Promise<void> {
  if (only !== 'pen-digits') await downloadMnist(mnistFolder(), say);
  if (only !== 'mnist') await downloadPenDigits(strokesFolder(), say);
}

function checkMnist() {
  const folder = mnistFolder();
  const [training, test] = [loadMnistTraining(folder), loadMnistTest(folder)];
  return { folder, training: training.labels.length, test: test.labels.length };
}

/** null when they are not there: not every training needs them. */
function checkPenDigitsFile() {
  const folder = strokesFolder();
  if (!findPenDigits(folder)) return null;
  const digits = loadCheckedPenDigits(folder);
  return { folder, digits: digits.length, writers: new Set(digits.map(({ writer }) => writer)).size };
}

function check({ json }: { json?: boolean }): void {
  const [mnist, penDigits] = [checkMnist(), checkPenDigitsFile()];
  if (json) {
    say(JSON.stringify({ mnist, penDigits }));
    return;
  }
  say(
    `MNIST in ${mnist.folder}: ${count(mnist.training)} training and ${count(mnist.test)} test images, checksums right`,
  );
  say(
    penDigits
      ? `Pen digits in ${penDigits.folder}: ${count(penDigits.digits)} digits by ${penDigits.writers} writers, checksum right`
      : `The pen digits are not in ${strokesFolder()}. To train with them, fetch them with "npm run digits -- data download".`,
  );
}

async function preview(out: string, { seed }: { seed: number }): Promise<void> {
  const { writePreview } = await import('../training-set/preview.js');
  await makeFolder(out);
  const paths = await writePreview(out, loadMnistTraining(), loadCheckedPenDigits(), PRESETS.release, seed);
  for (const path of paths) say(path);
}

export function dataCommand(): Command {
  const data = new Command('data').description('fetch and check the data sets');
  data
    .command('download')
    .description(
      'fetch MNIST into MNIST_DIR or data/mnist, and the pen digits into STROKES_DIR or data/strokes, from their public archives, with checksums verified',
    )
    .addOption(new Option('--only <set>', 'fetch one of them only').choices(SETS))
    .action(download);
  data
    .command('check')
    .description('check the files that are there: format, size, checksum')
    .option(...JSON_OPTION)
    .action(check);
  data
    .command('preview')
    .description('leave pictures of what the release preset learns from, as it sees it')
    .argument('<folder>')
    .option('--seed <number>', 'another seed, other pictures', wholeNumber(0, 2 ** 31 - 1), 1)
    .action(preview);
  return data;
}
