// digits evaluate: how right and how honest a model is, on MNIST's test set and on drawings.
import { Command } from 'commander';
import { loadMnistTest } from '../data/load-mnist.js';
import { type JudgedImage, judgeDataset } from '../evaluation/judge.js';
import { type JudgedStrokes, judgeStrokes } from '../evaluation/judge-strokes.js';
import { type Report, report } from '../evaluation/metrics.js';
import { type RejectionReport, reportRejection } from '../evaluation/rejection-report.js';
import { writerScores } from '../evaluation/writers.js';
import { INPUT_SHAPE } from '../networks.js';
import { count, percent } from '../output/format.js';
import { makeFolder } from '../output/write-files.js';
import { UserError } from '../user-error.js';
import { loadModel, MODEL_OPTION } from './model-option.js';
import { numberAboveZero } from './options.js';

interface EvaluateFlags {
  readonly model?: string;
  readonly strokes?: string;
  readonly brush?: number;
  readonly writers?: readonly string[];
  readonly charts?: string;
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

function describeRejection({ digitsAccepted, others, othersRejected, auroc }: RejectionReport): string {
  return (
    `  told from ${count(others)} drawings of no digit: ${percent(digitsAccepted)} of the digits accepted, ` +
    `${percent(othersRejected)} of the others refused, AUROC ${auroc.toFixed(4)}`
  );
}

/** Everything that is measured on drawings. */
function reportDrawings({ digits, others, skipped }: JudgedStrokes, canReject: boolean) {
  const scores = writerScores(digits);
  return {
    ...report(digits),
    rejection: canReject ? reportRejection(digits, others) : null,
    skipped: skipped + others.length,
    worstWriter: scores[0] ?? null,
    writers: scores,
  };
}

const drawingsTitle = ({ brush }: EvaluateFlags): string =>
  brush === undefined ? 'Strokes' : `Strokes as pixels, brush ${brush}`;

async function evaluate(flags: EvaluateFlags): Promise<void> {
  const { model, strokes, brush, writers, charts, json } = flags;
  if (brush !== undefined && strokes === undefined) throw new UserError('--brush goes with --strokes FILE.');
  if (writers !== undefined && strokes === undefined) throw new UserError('--writers goes with --strokes FILE.');
  const recognizer = await loadModel(model);
  const { manifest } = recognizer;
  const [channels, height, width] = INPUT_SHAPE;
  let images: JudgedImage[];
  let judged: JudgedStrokes | undefined;
  try {
    images = await judgeDataset(recognizer, loadMnistTest(), channels * height * width);
    if (strokes !== undefined) judged = await judgeStrokes(recognizer, strokes, { brush, writers });
  } finally {
    await recognizer.close();
  }
  const mnist = report(images);
  const drawn = judged && { ...reportDrawings(judged, manifest.rejection !== undefined), brush: brush ?? null };
  if (charts !== undefined) {
    const { writeEvaluationCharts } = await import('../charts/write-evaluation-charts.js');
    await makeFolder(charts);
    await writeEvaluationCharts(charts, {
      mnist: { title: 'MNIST test', answers: images },
      ...(judged && { drawings: { title: drawingsTitle(flags), answers: judged.digits } }),
    });
  }

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
    lines.push(describe(drawingsTitle(flags), drawn));
    const worst = drawn.worstWriter;
    if (worst) lines.push(`  worst writer: ${worst.writer}, ${percent(worst.accuracy)} of ${worst.count}`);
    if (drawn.rejection) lines.push(describeRejection(drawn.rejection));
    if (drawn.skipped > 0) lines.push(`  ${count(drawn.skipped)} other drawings are not counted among these digits`);
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
    .option('--writers <names>', 'whose drawings, by name, with commas between', (names) => names.split(','))
    .option('--charts <folder>', 'leave reliability diagrams and what was read wrong there, as SVG and PNG')
    .option('--json', 'print JSON')
    .action(evaluate);
}
