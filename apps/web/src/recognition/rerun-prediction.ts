// A logged prediction, read anew by the model in this browser: from its strokes, or from the pixels where there are none.
import type { PredictionRecord } from '@digits/contract/client';
import { strokesToImage } from '@digits/ink';
import { bytesOf } from '../format/base64.js';
import type { Model } from './load-model.js';

export interface Rerun {
  /** Name and version of the model that says so. */
  readonly model: string;
  readonly digit: number | null;
  readonly confidence: number;
}

/** @returns what the model says of the same ink. */
export function rerunPrediction(
  { name, version, recognize }: Pick<Model, 'name' | 'version' | 'recognize'>,
  { ink, pixels }: Pick<PredictionRecord, 'ink' | 'pixels'>,
): Rerun {
  const image = (ink && strokesToImage(ink.strokes)) ?? bytesOf(pixels);
  const { digit, confidence } = recognize(image);
  return { model: `${name} ${version}`, digit, confidence };
}
