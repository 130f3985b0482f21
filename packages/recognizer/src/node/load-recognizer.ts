// Loads a model folder (model.onnx, manifest.json), checks that both belong together, and runs it with ONNX Runtime.
import './without-telemetry.js';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { Manifest } from '../manifest.js';
import { BLANK, DIGITS, type Recognition, recognitionFromLogits } from '../recognition.js';
import { manifestSchema } from './manifest-schema.js';

/** A model that cannot be used; the message says which file and why, in one line. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

export interface Recognizer {
  readonly manifest: Manifest;
  /**
   * Runs the network as it is on MNIST-normalised images, each 784 bytes, 0 paper … 255 ink.
   * @returns its outputs, a row an image in order: `recognitionFromLogits` makes answers of them
   * @throws RangeError when an image has another size
   */
  logits(images: readonly Uint8Array[]): Promise<Float32Array>;
  /**
   * Recognises MNIST-normalised images, in order.
   * @param images Each 784 bytes, 0 paper … 255 ink, or null for a blank, which is rejected whatever the network says.
   */
  recognize(images: readonly (Uint8Array | null)[]): Promise<Recognition[]>;
  close(): Promise<void>;
}

/** What each image of `images` is recognised as, from `rows`, the logits of those that are not null. */
export function recognitionsFromRows(
  images: readonly (Uint8Array | null)[],
  rows: Float32Array,
  manifest: Pick<Manifest, 'calibration' | 'rejection'>,
): Recognition[] {
  const classes = classesOf(manifest);
  let row = 0;
  return images.map((image) => {
    if (image === null) return BLANK;
    const start = classes * row++;
    return recognitionFromLogits(rows.subarray(start, start + classes), manifest);
  });
}

/** A recogniser's `recognize`, by its `logits`, which are not asked about blanks. */
export const recognizeBy =
  (logits: (images: readonly Uint8Array[]) => Promise<Float32Array>, manifest: Manifest): Recognizer['recognize'] =>
  async (images) =>
    recognitionsFromRows(images, await logits(images.filter((image) => image !== null)), manifest);

/** How many logits a model gives an image. */
export const classesOf = ({ rejection }: Pick<Manifest, 'rejection'>): number => (rejection ? DIGITS + 1 : DIGITS);

/** How many bytes a model takes an image. */
export const pixelsOf = ({ input: { shape } }: Pick<Manifest, 'input'>): number => shape[0] * shape[1] * shape[2];

/** @throws RangeError when an image is not of the size that the model takes. */
export function checkImageSizes(images: readonly Uint8Array[], manifest: Pick<Manifest, 'input'>): void {
  const pixels = pixelsOf(manifest);
  const other = images.find((image) => image.length !== pixels);
  if (other) throw new RangeError(`An image has ${other.length} bytes, the model takes ${pixels}.`);
}

/** Images in one run of the session: larger batches fall out of the processor's cache. */
const BATCH_SIZE = 100;

async function readModelFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new ModelError(`The model cannot be read: ${path}: ${why}.`);
  }
}

function parseManifest(path: string, text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ModelError(`The model cannot be used: ${path} is not JSON: ${(error as Error).message}.`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = z.core.toDotPath(issue?.path ?? []) || 'the manifest';
  throw new ModelError(`The model cannot be used: ${path}: ${where}: ${issue?.message ?? 'does not fit'}.`);
}

async function createSession(path: string, model: Buffer, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    throw new ModelError(`The model cannot be used: ONNX Runtime refuses ${path}: ${line}`);
  }
}

/**
 * Loads the model in `folder`.
 * @param options `threads`: processor cores for one run (default 1: a lone image is too small to share).
 * @throws ModelError when a file is missing, damaged, or does not belong to the other.
 */
export async function loadRecognizer(folder: string, { threads = 1 } = {}): Promise<Recognizer> {
  const manifestPath = join(folder, 'manifest.json');
  const modelPath = join(folder, 'model.onnx');
  const manifest = parseManifest(manifestPath, (await readModelFile(manifestPath)).toString('utf8'));
  const model = await readModelFile(modelPath);
  const sha256 = createHash('sha256').update(model).digest('hex');
  if (sha256 !== manifest.sha256) {
    throw new ModelError(
      `The model cannot be used: ${modelPath} has SHA-256 ${sha256}, its manifest says ${manifest.sha256}.`,
    );
  }
  const session = await createSession(modelPath, model, threads);
  const { shape, scale } = manifest.input;
  const classes = classesOf(manifest);
  const pixels = pixelsOf(manifest);

  async function runBatch(images: readonly Uint8Array[]): Promise<Float32Array> {
    const input = new Float32Array(images.length * pixels);
    images.forEach((image, i) => {
      for (let p = 0; p < pixels; p++) input[i * pixels + p] = (image[p] ?? 0) * scale;
    });
    const { logits } = await session.run({ image: new Tensor('float32', input, [images.length, ...shape]) });
    if (!(logits?.data instanceof Float32Array))
      throw new ModelError(`The model cannot be used: ${modelPath} gives no logits.`);
    if (logits.data.length !== images.length * classes) {
      const given = logits.data.length / images.length;
      throw new ModelError(
        `The model cannot be used: ${modelPath} gives ${given} logits an image, its manifest asks for ${classes}.`,
      );
    }
    return logits.data;
  }

  /** Row by row, `classes` logits an image. */
  async function logits(images: readonly Uint8Array[]): Promise<Float32Array> {
    checkImageSizes(images, manifest);
    const all = new Float32Array(images.length * classes);
    for (let start = 0; start < images.length; start += BATCH_SIZE) {
      all.set(await runBatch(images.slice(start, start + BATCH_SIZE)), start * classes);
    }
    return all;
  }

  return {
    manifest,
    logits,
    recognize: recognizeBy(logits, manifest),
    close: () => session.release(),
  };
}
