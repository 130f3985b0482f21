// From a request to its answer: MNIST's 28×28, from strokes or from an image file, and what the model says of it.

import type { PictureDigit, PredictionRequest, StrokesRequest } from '@digits/contract';
import { strokesToImage } from '@digits/ink';
import type { Recognition } from '@digits/recognizer';
import { ImageError, type PictureRecognition, type Recognizer, recognizePicture } from '@digits/recognizer/node';
import type { NewPrediction } from '@digits/store';
import { HttpProblem } from './http-problem.js';

export interface RecognizedRequest {
  /** What to log of the request. */
  readonly drawing: Pick<NewPrediction, 'source' | 'ink' | 'pixels'>;
  /** The model's answer to `drawing.pixels`; of several digits it says that they are none. */
  readonly recognition: Recognition;
  /** Where an image shows several digits: each of them. */
  readonly digits?: PictureDigit[];
}

async function readUpload(recognizer: Recognizer, dataUrl: string): Promise<PictureRecognition> {
  const bytes = Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64');
  try {
    return await recognizePicture(recognizer, bytes);
  } catch (error) {
    if (error instanceof ImageError) throw new HttpProblem(422, error.message);
    throw error;
  }
}

async function recognizeUpload(recognizer: Recognizer, dataUrl: string): Promise<RecognizedRequest> {
  const { image: pixels, digits, ...recognition } = await readUpload(recognizer, dataUrl);
  if (!pixels) throw new HttpProblem(422, 'The image is blank: nothing in it stands out from the background.');
  const drawing = { source: 'upload', ink: null, pixels } as const;
  if (digits.length < 2) return { drawing, recognition };
  const row = digits.map(({ digit, confidence, probabilities, box }) => ({
    digit,
    confidence,
    probabilities: [...probabilities],
    box,
  }));
  return { drawing, recognition, digits: row };
}

async function recognizeDrawing(recognizer: Recognizer, { strokes, size }: StrokesRequest): Promise<RecognizedRequest> {
  const pixels = strokesToImage(strokes);
  if (!pixels) throw new HttpProblem(422, 'Draw a digit first.');
  const [recognition] = await recognizer.recognize([pixels]);
  if (!recognition) throw new Error('The recogniser gave no answer for one image.');
  return { drawing: { source: 'draw', ink: { strokes, size }, pixels }, recognition };
}

/**
 * Recognises a request's drawing or image.
 * @throws HttpProblem 422 when there is no ink, or no image that can be read.
 */
export function recognizeRequest(recognizer: Recognizer, request: PredictionRequest): Promise<RecognizedRequest> {
  return 'image' in request ? recognizeUpload(recognizer, request.image) : recognizeDrawing(recognizer, request);
}
