// A drawing's recognition in the browser, by the same steps as the server's.
import { MAX_POINTS } from '@digits/contract';
import { strokesToImage } from '@digits/ink';
import type { Recognition } from '@digits/recognizer';
import { type Drawing, strokesOf } from '../drawing/drawing.js';
import { thinStrokes } from '../drawing/thin-strokes.js';
import type { Model } from './load-model.js';

/** The strokes as they are sent to the server, which takes no more than so many points. */
export const strokesToSend = (drawing: Drawing) => thinStrokes(strokesOf(drawing), MAX_POINTS);

export interface DrawingRecognition {
  /** The 28×28 that the model saw: 784 bytes, 0 paper … 255 ink. */
  readonly image: Uint8Array;
  readonly recognition: Recognition;
}

/** @returns null where there is no ink. */
export function recognizeDrawing(model: Pick<Model, 'recognize'>, drawing: Drawing): DrawingRecognition | null {
  const image = strokesToImage(strokesToSend(drawing));
  return image && { image, recognition: model.recognize(image) };
}
