// From a request to its answer: MNIST's 28×28, from strokes or from an image file, and what the model says of it.

import type { PictureDigit, PredictionRequest, StrokesRequest } from '@digits/contract';
import { strokesToImage } from '@digits/ink';
import type { Recognition } from '@digits/recognizer';
import { ImageError, recognizePicture } from '@digits/recognizer/node';
import type { NewPrediction } from '@digits/store';
import { HttpProblem } from './http-problem.js';
import type { Model, ModelIdentity } from './models/model.js';

export interface RecognizedRequest {
  /** What to log of the request. */
  readonly drawing: Pick<NewPrediction, 'source' | 'ink' | 'pixels'>;
  /** The model's answer to `drawing.pixels`; of several digits it says that they are none. */
  readonly recognition: Recognition;
  /** The model that answered. */
  readonly model: ModelIdentity;
  /** Where an image shows several digits: each of them. */
  readonly digits?: PictureDigit[];
}

async function readUpload(model: Model, dataUrl: string) {
  const bytes = Buffer.from(dataUrl.slice(dataUrl.indexOf(',') + 1), 'base64');
  let identity: ModelIdentity | undefined;
  const recognizer = {
    async recognize(images: readonly (Uint8Array | null)[]) {
      const answer = await model.recognize(images);
      identity = answer.model;
      return answer.recognitions;
    },
  };
  try {
    const picture = await recognizePicture(recognizer, bytes);
    return { picture, identity };
  } catch (error) {
    if (error instanceof ImageError) throw new HttpProblem(422, error.message);
    throw error;
  }
}

async function recognizeUpload(model: Model, dataUrl: string): Promise<RecognizedRequest> {
  const { picture, identity } = await readUpload(model, dataUrl);
  const { image: pixels, digits, ...recognition } = picture;
  // A blank picture is not asked about.
  if (!pixels || !identity) {
    throw new HttpProblem(422, 'The image is blank: nothing in it stands out from the background.');
  }
  const drawing = { source: 'upload', ink: null, pixels } as const;
  if (digits.length < 2) return { drawing, recognition, model: identity };
  const row = digits.map(({ digit, confidence, probabilities, box }) => ({
    digit,
    confidence,
    probabilities: [...probabilities],
    box,
  }));
  return { drawing, recognition, model: identity, digits: row };
}

async function recognizeDrawing(model: Model, { strokes, size }: StrokesRequest): Promise<RecognizedRequest> {
  const pixels = strokesToImage(strokes);
  if (!pixels) throw new HttpProblem(422, 'Draw a digit first.');
  const answer = await model.recognize([pixels]);
  const [recognition] = answer.recognitions;
  if (!recognition) throw new Error('The recogniser gave no answer for one image.');
  return { drawing: { source: 'draw', ink: { strokes, size }, pixels }, recognition, model: answer.model };
}

/**
 * Recognises a request's drawing or image.
 * @throws HttpProblem 422 when there is no ink, or no image that can be read.
 */
export function recognizeRequest(model: Model, request: PredictionRequest): Promise<RecognizedRequest> {
  return 'image' in request ? recognizeUpload(model, request.image) : recognizeDrawing(model, request);
}
