// What is logged of a prediction.
import type { ModelRef, PictureDigit, PredictionRecord, PredictionSource } from '@digits/contract';
import type { Visitor } from './list-predictions.js';

/** What the server knows of a prediction when it logs it. */
export interface NewPrediction {
  /** UUID that the client chose; made here when it chose none. */
  readonly id?: string | undefined;
  /** 0–9, or null where the ink is not a digit. */
  readonly digit: number | null;
  /** 0–1. */
  readonly confidence: number;
  /** Ten, each 0–1. */
  readonly probabilities: readonly number[];
  /** Of a picture of several digits, each of them, in reading order. */
  readonly digits?: readonly PictureDigit[] | undefined;
  readonly model: ModelRef;
  readonly source: PredictionSource;
  /** The strokes as sent for a drawing, null for an upload. */
  readonly ink: PredictionRecord['ink'];
  /** The 28×28 that the model saw, 784 bytes. */
  readonly pixels: Uint8Array;
  readonly visitor: Visitor;
  readonly latencyMs: number;
}
