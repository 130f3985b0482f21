// digits data: MNIST's files, fetched and checked.
import { Command } from 'commander';
import { downloadMnist } from '../data/download-mnist.js';
import { loadMnistTest, loadMnistTraining, mnistFolder } from '../data/load-mnist.js';
import { count } from '../output/format.js';

const JSON_OPTION = ['--json', 'print JSON'] as const;

export function dataCommand(): Command {
  const data = new Command('data').description('fetch and check the data sets');
  data
    .command('download')
    .description('fetch MNIST from its public mirrors into MNIST_DIR or data/mnist, with checksums verified')
    .action(async () => {
      await downloadMnist(mnistFolder(), (line) => void process.stdout.write(`${line}\n`));
    });
  data
    .command('check')
    .description('check the files that are there: format, size, checksum')
    .option(...JSON_OPTION)
    .action(({ json }: { json?: boolean }) => {
      const folder = mnistFolder();
      const [training, test] = [loadMnistTraining(folder), loadMnistTest(folder)];
      const counts = { training: training.labels.length, test: test.labels.length };
      process.stdout.write(
        json
          ? `${JSON.stringify({ mnist: { folder, ...counts } })}\n`
          : `MNIST in ${folder}: ${count(counts.training)} training and ${count(counts.test)} test images, checksums right\n`,
      );
    });
  return data;
}
