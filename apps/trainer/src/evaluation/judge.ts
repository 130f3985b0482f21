// Has a model answer labelled images, and judges the answers.
import type { Dataset } from '@digits/nn';
import type { Recognizer } from '@digits/recognizer/node';
import type { Judged } from './metrics.js';

/** Answers to a data set of MNIST's kind: `pixels` bytes an image. */
export async function judgeDataset(recognizer: Recognizer, data: Dataset, pixels: number): Promise<Judged[]> {
  const images = Array.from(data.labels, (_, i) => data.images.subarray(i * pixels, (i + 1) * pixels));
  const answers = await recognizer.recognize(images);
  return answers.map(({ digit, confidence }, i) => ({ label: data.labels[i] ?? 0, digit, confidence }));
}
