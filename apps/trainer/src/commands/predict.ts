// digits predict: what drawings (JSON lines) and image files show.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Recognition } from '@digits/recognizer';
import { ImageError, type PictureRecognition, type Recognizer, recognizePicture } from '@digits/recognizer/node';
import { Command } from 'commander';
import {
  type NumberedLine,
  parseStrokesLine,
  readLines,
  type StrokesLine,
  StrokesLineError,
} from '../data/strokes-lines.js';
import { drawingToImage } from '../drawing-to-image.js';
import { percent } from '../output/format.js';
import { fileErrorReason, UserError } from '../user-error.js';
import { loadModel, MODEL_OPTION } from './model-option.js';
import { numberAboveZero } from './options.js';

interface PredictFlags {
  readonly strokes?: string;
  readonly brush?: number;
  readonly model?: string;
  readonly json?: boolean;
}

/** Probabilities to six places: more would be noise. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;

const answerOf = ({ digit, confidence, probabilities }: Recognition) => ({
  digit,
  confidence: round(confidence),
  probabilities: probabilities.map(round),
});

/** Writes, and waits while the reader is behind. */
async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** What became of one line: an image to recognise (null: blank), or why it could not be read. */
type Read =
  | { readonly id: StrokesLine['id']; readonly image: Uint8Array | null }
  | { readonly id: StrokesLine['id']; readonly error: string };

function readLine({ number, text }: NumberedLine, brush: number | undefined): Read {
  try {
    const line = parseStrokesLine(text);
    return { id: line.id, image: drawingToImage(line, brush) };
  } catch (error) {
    if (!(error instanceof StrokesLineError)) throw error;
    return { id: error.id, error: `line ${number} ${error.message}` };
  }
}

async function predictStrokes(recognizer: Recognizer, file: string, brush: number | undefined): Promise<void> {
  let unreadable = 0;
  for await (const lines of readLines(file)) {
    const reads = lines.map((line) => readLine(line, brush));
    const recognitions = await recognizer.recognize(reads.map((read) => ('image' in read ? read.image : null)));
    const answers = recognitions.map((recognition, i) => {
      const read = reads[i];
      if (read && 'error' in read) return { id: read.id, digit: null, error: read.error };
      return { id: read?.id ?? null, ...answerOf(recognition) };
    });
    unreadable += reads.filter((read) => 'error' in read).length;
    await print(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
  }
  if (unreadable > 0) {
    const where = file === '-' ? 'standard input' : file;
    throw new UserError(
      `${unreadable} ${unreadable === 1 ? 'line' : 'lines'} of ${where} could not be read: see "error" in the output.`,
    );
  }
}

/** Nothing is certain: no share is shown as 100 %. */
const atMost = (confidence: number): string => percent(Math.min(confidence, 0.9999));

/** What a picture shows, for people: its digit, or its row of digits with "–" for what is none. */
function describePicture({ digit, confidence, digits }: PictureRecognition): string {
  if (digits.length <= 1) return digit === null ? 'not a digit' : `${digit}  ${atMost(confidence)}`;
  const found = digits.filter((one) => one.digit !== null);
  if (found.length === 0) return 'no digit';
  const row = digits.map((one) => one.digit ?? '–').join('');
  const howMany = `${found.length} ${found.length === 1 ? 'digit' : 'digits'}`;
  return `${row}  (${howMany}, least sure ${atMost(Math.min(...found.map((one) => one.confidence)))})`;
}

async function predictImages(recognizer: Recognizer, files: readonly string[], json: boolean): Promise<void> {
  let failed = 0;
  const width = Math.max(...files.map((file) => file.length));
  for (const file of files) {
    try {
      const answer = await recognizePicture(recognizer, await readFile(file));
      const digits = answer.digits.map((digit) => ({ ...answerOf(digit), box: digit.box }));
      const line = json
        ? JSON.stringify({ file, ...answerOf(answer), ...(digits.length > 0 && { digits }) })
        : `${file.padEnd(width)}  ${describePicture(answer)}`;
      await print(`${line}\n`);
    } catch (error) {
      failed += 1;
      const reason = error instanceof ImageError ? error.message : `It cannot be read: ${fileErrorReason(error)}.`;
      if (json) await print(`${JSON.stringify({ file, digit: null, error: reason })}\n`);
      else process.stderr.write(`${file}: ${reason}\n`);
    }
  }
  if (failed > 0) throw new UserError(`${failed} of ${files.length} images could not be read.`);
}

async function predict(files: string[], { strokes, brush, model, json = false }: PredictFlags): Promise<void> {
  if ((strokes === undefined) === (files.length === 0)) {
    throw new UserError('Say what to recognise: either image files, or --strokes FILE ("-" for standard input).');
  }
  if (brush !== undefined && strokes === undefined) throw new UserError('--brush goes with --strokes FILE.');
  const recognizer = await loadModel(model);
  try {
    if (strokes !== undefined) await predictStrokes(recognizer, strokes, brush);
    else await predictImages(recognizer, files, json);
  } finally {
    await recognizer.close();
  }
}

export function predictCommand(): Command {
  return new Command('predict')
    .description('say which digits drawings or image files show')
    .argument('[images...]', 'image files of a digit or a row of digits: PNG, JPEG, WebP, GIF, TIFF, AVIF')
    .option(
      '--strokes <file>',
      'drawings, one JSON object a line (.gz too); "-" for standard input; answers are JSON lines',
    )
    .option(
      '--brush <px>',
      'paint the strokes this wide on a 280 px canvas, and recognise the pixels',
      numberAboveZero(280),
    )
    .option(...MODEL_OPTION)
    .option('--json', 'print JSON lines for image files too')
    .action(predict);
}
