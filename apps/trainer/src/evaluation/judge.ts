// Has a model answer labelled images, and judges the answers.
import type { Dataset } from '@digits/nn';
import type { Recognizer } from '@digits/recognizer/node';
import type { Judged } from './metrics.js';

/** A judged answer and what it was given for. */
export interface JudgedImage extends Judged {
  /** What the network saw: 784 bytes, 0 paper … 255 ink; null for a blank. */
  readonly image: Uint8Array | null;
}

/** Answers to a data set of MNIST's kind: `pixels` bytes an image. */
export async function judgeDataset(recognizer: Recognizer, data: Dataset, pixels: number): Promise<JudgedImage[]> {
  const images = Array.from(data.labels, (_, i) => data.images.subarray(i * pixels, (i + 1) * pixels));
  const answers = await recognizer.recognize(images);
  return answers.map(({ digit, confidence }, i) => ({
    label: data.labels[i] ?? 0,
    digit,
    confidence,
    image: images[i] ?? null,
  }));
}
