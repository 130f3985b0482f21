// A model that runs in a thread of its own: ONNX Runtime keeps its thread while it runs, and this one has requests to answer meanwhile.
import { createRequire } from 'node:module';
import { Piscina } from 'piscina';
import { checkImageSizes, loadRecognizer, pixelsOf, type Recognizer, recognizeBy } from './load-recognizer.js';

/** What the thread is told when it starts. */
export interface ThreadData {
  readonly folder: string;
  readonly threads: number;
}

/**
 * Loads the model in `folder` as loadRecognizer does, and runs it in a thread, which is started anew should it ever end.
 * @param options `threads`: processor cores for one run (default 1).
 * @throws ModelError when a file is missing, damaged, or does not belong to the other.
 */
export async function loadThreadedRecognizer(folder: string, { threads = 1 } = {}): Promise<Recognizer> {
  // Loaded here first: what is wrong with a model is then told as ever.
  const { manifest, close } = await loadRecognizer(folder, { threads });
  await close();
  const data: ThreadData = { folder, threads };
  const pool = new Piscina({
    filename: createRequire(import.meta.url).resolve('@digits/recognizer/recognizer-thread'),
    workerData: data,
    minThreads: 1,
    maxThreads: 1,
  });
  // Whoever waits for the thread is told by a rejection; without a listener, one that ends while nobody does would end the process.
  pool.on('error', () => {});
  const pixels = pixelsOf(manifest);
  // The thread has loaded the model, too, once it has answered.
  await pool.run(new Uint8Array(pixels));

  async function logits(images: readonly Uint8Array[]): Promise<Float32Array> {
    checkImageSizes(images, manifest);
    if (images.length === 0) return new Float32Array();
    const all = new Uint8Array(images.length * pixels);
    images.forEach((image, i) => void all.set(image, i * pixels));
    return pool.run(all, { transferList: [all.buffer] });
  }

  return {
    manifest,
    logits,
    recognize: recognizeBy(logits, manifest),
    close: () => pool.close(),
  };
}
