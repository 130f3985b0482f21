// The thread that loadThreadedRecognizer starts: one model, asked for its logits.
import { workerData } from 'node:worker_threads';
import { move } from 'piscina';
import { loadRecognizer, pixelsOf } from './load-recognizer.js';
import type { ThreadData } from './threaded-recognizer.js';

const { folder, threads }: ThreadData = workerData;
const recognizer = await loadRecognizer(folder, { threads });
const pixels = pixelsOf(recognizer.manifest);

/** @param all images one after the other @returns their logits, a row an image, as the recogniser gives them */
export default async function logits(all: Uint8Array): Promise<Float32Array> {
  const images = Array.from({ length: all.length / pixels }, (_, i) => all.subarray(i * pixels, (i + 1) * pixels));
  return move(await recognizer.logits(images)) as Float32Array;
}
