// From a request to what the model sees: MNIST's 28×28, from strokes or from an image file.

import type { PredictionRequest } from '@digits/contract';
import { pixelsToImage, strokesToImage } from '@digits/ink';
import { decodeImage, ImageError } from '@digits/recognizer/node';
import type { NewPrediction } from '@digits/store';
import { HttpProblem } from './http-problem.js';

export type Drawing = Pick<NewPrediction, 'source' | 'ink' | 'pixels'>;

async function readUpload(dataUrl: string): Promise<Uint8Array> {
  const bytes = Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64');
  try {
    const pixels = pixelsToImage(await decodeImage(bytes));
    if (pixels) return pixels;
  } catch (error) {
    if (error instanceof ImageError) throw new HttpProblem(422, error.message);
    throw error;
  }
  throw new HttpProblem(422, 'The image is blank: nothing in it stands out from the background.');
}

/**
 * The 28×28 of a request, and what to log with it.
 * @throws HttpProblem 422 when there is no ink, or no image that can be read.
 */
export async function readDrawing(request: PredictionRequest): Promise<Drawing> {
  if ('image' in request) return { source: 'upload', ink: null, pixels: await readUpload(request.image) };
  const { strokes, size } = request;
  const pixels = strokesToImage(strokes);
  if (!pixels) throw new HttpProblem(422, 'Draw a digit first.');
  return { source: 'draw', ink: { strokes, size }, pixels };
}
