// Loads a model folder (model.onnx, manifest.json), checks that both belong together, and runs it with ONNX Runtime.
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
   * Recognises MNIST-normalised images, in order.
   * @param images Each 784 bytes, 0 paper … 255 ink, or null for a blank, which is rejected without asking the network.
   */
  recognize(images: readonly (Uint8Array | null)[]): Promise<Recognition[]>;
  close(): Promise<void>;
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
  const classes = manifest.rejection ? DIGITS + 1 : DIGITS;
  const pixels = shape[0] * shape[1] * shape[2];

  async function runBatch(images: readonly Uint8Array[]): Promise<Float32Array> {
    const input = new Float32Array(images.length * pixels);
    images.forEach((image, i) => {
      if (image.length !== pixels)
        throw new RangeError(`An image has ${image.length} bytes, the model takes ${pixels}.`);
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
  async function logitsOf(images: readonly Uint8Array[]): Promise<Float32Array> {
    const all = new Float32Array(images.length * classes);
    for (let start = 0; start < images.length; start += BATCH_SIZE) {
      all.set(await runBatch(images.slice(start, start + BATCH_SIZE)), start * classes);
    }
    return all;
  }

  return {
    manifest,
    async recognize(images) {
      const rows = await logitsOf(images.filter((image) => image !== null));
      let row = 0;
      return images.map((image) => {
        if (image === null) return BLANK;
        const start = classes * row++;
        return recognitionFromLogits(rows.subarray(start, start + classes), manifest);
      });
    },
    close: () => session.release(),
  };
}
