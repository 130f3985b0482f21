// digits evaluate: how right and how honest a model is, on MNIST's test set and on drawings.
import { Command } from 'commander';
import { loadMnistTest } from '../data/load-mnist.js';
import { judgeDataset } from '../evaluation/judge.js';
import { judgeStrokes } from '../evaluation/judge-strokes.js';
import { type Report, report } from '../evaluation/metrics.js';
import { worstWriter } from '../evaluation/writers.js';
import { INPUT_SHAPE } from '../networks.js';
import { count, percent } from '../output/format.js';
import { UserError } from '../user-error.js';
import { loadModel, MODEL_OPTION } from './model-option.js';
import { numberAboveZero } from './options.js';

interface EvaluateFlags {
  readonly model?: string;
  readonly strokes?: string;
  readonly brush?: number;
  readonly json?: boolean;
}

function describe(name: string, { count: total, correct, accuracy, ece, perClass }: Report): string {
  const digits = perClass.map((share, digit) => `${digit}: ${share === null ? '–' : percent(share)}`);
  return [
    `${name}: ${percent(accuracy)} of ${count(total)} right (${count(total - correct)} wrong), ECE ${percent(ece)}`,
    `  ${digits.slice(0, 5).join('   ')}`,
    `  ${digits.slice(5).join('   ')}`,
  ].join('\n');
}

async function evaluate({ model, strokes, brush, json }: EvaluateFlags): Promise<void> {
  if (brush !== undefined && strokes === undefined) throw new UserError('--brush goes with --strokes FILE.');
  const recognizer = await loadModel(model);
  const { manifest } = recognizer;
  const [channels, height, width] = INPUT_SHAPE;
  const mnist = report(await judgeDataset(recognizer, loadMnistTest(), channels * height * width));
  const drawings = strokes === undefined ? undefined : await judgeStrokes(recognizer, strokes, brush);
  const drawn = drawings && {
    ...report(drawings.answers),
    skipped: drawings.skipped,
    worstWriter: worstWriter(drawings.answers),
    brush: brush ?? null,
  };
  await recognizer.close();

  if (json) {
    const { name, version, parameters } = manifest;
    process.stdout.write(`${JSON.stringify({ model: { name, version }, parameters, mnist, strokes: drawn })}\n`);
    return;
  }
  const lines = [
    `Model ${manifest.name} ${manifest.version}, ${count(manifest.parameters)} parameters`,
    describe('MNIST test', mnist),
  ];
  if (drawn) {
    lines.push(describe(brush === undefined ? 'Strokes' : `Strokes as pixels, brush ${brush}`, drawn));
    const worst = drawn.worstWriter;
    if (worst) lines.push(`  worst writer: ${worst.writer}, ${percent(worst.accuracy)} of ${worst.count}`);
    if (drawn.skipped > 0) lines.push(`  ${count(drawn.skipped)} drawings that are not labelled 0–9 were left out`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('measure a model on the MNIST test set, and on labelled drawings')
    .option(...MODEL_OPTION)
    .option('--strokes <file>', 'labelled drawings as JSON lines (.gz too); "-" for standard input')
    .option(
      '--brush <px>',
      'paint the strokes this wide on a 280 px canvas, and recognise the pixels',
      numberAboveZero(280),
    )
    .option('--json', 'print JSON')
    .action(evaluate);
}
