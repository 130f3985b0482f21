// What is said to a model server and what it says: an inference request with binary data, and its answer, of which nothing is believed
// before it is checked. Open Inference Protocol v2, inference_rest.md; Triton's extension_binary_data.md.
import { IMAGE_SIDE } from '@digits/ink';
import { DIGITS, type Recognition } from '@digits/recognizer';
import { VERSION_PATTERN } from '@digits/recognizer/node';
import { z } from 'zod';
import type { ModelIdentity } from './model.js';

/** How many bytes of a body are JSON, where binary data follow it. */
export const JSON_LENGTH_HEADER = 'inference-header-content-length';

/** The outputs that are asked for: doubles, so that they are what the own copy would say, to the last bit. */
const OUTPUTS = ['digit', 'confidence', 'probabilities', 'not_digit'] as const;
type OutputName = (typeof OUTPUTS)[number];

export interface InferMessage {
  readonly body: Buffer;
  /** How many bytes of the body are JSON. */
  readonly jsonLength: number;
}

/** An answer that is not what was asked for. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** The request for images, each 784 bytes. */
export function writeInferRequest(images: readonly Uint8Array[]): InferMessage {
  const data = Buffer.concat(images);
  const shape = [images.length, IMAGE_SIDE, IMAGE_SIDE];
  const input = { name: 'images', datatype: 'UINT8', shape, parameters: { binary_data_size: data.length } };
  const outputs = OUTPUTS.map((name) => ({ name, parameters: { binary_data: true } }));
  const json = Buffer.from(JSON.stringify({ inputs: [input], outputs }));
  return { body: Buffer.concat([json, data]), jsonLength: json.length };
}

/** It is logged, and shown to people. */
const versionSchema = z.string().max(100).regex(VERSION_PATTERN);

const responseSchema = z.object({
  model_name: z.string(),
  model_version: versionSchema,
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.string(),
      shape: z.array(z.int().nonnegative()),
      parameters: z.object({ binary_data_size: z.int().nonnegative() }),
    }),
  ),
});

const share = z.number().min(0).max(1);
/** How far off sums and equal numbers may be that another machine has computed. */
const TOLERANCE = 1e-6;
const recognitionSchema = z
  .object({
    digit: z.int().min(-1).max(9),
    confidence: share,
    probabilities: z.array(share).length(DIGITS),
    notDigit: share,
  })
  .refine(
    ({ probabilities }) => Math.abs(probabilities.reduce((sum, probability) => sum + probability, -1)) < TOLERANCE,
    'the probabilities do not add up to 1',
  )
  .refine(({ digit, confidence, probabilities }) => {
    const likeliest = Math.max(...probabilities);
    return digit === -1 || (probabilities[digit] === likeliest && Math.abs(confidence - likeliest) < TOLERANCE);
  }, 'the digit is not the likeliest, or its confidence is not its probability');

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AnswerError(`${z.core.toDotPath(issue?.path ?? []) || 'its answer'}: ${issue?.message ?? 'does not fit'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerError('its answer is not JSON');
  }
}

/** The elements of each output, all checked to be of the datatype and the shape that were asked for. */
function readTensors(response: z.output<typeof responseSchema>, binary: Buffer, count: number) {
  const tensors = new Map<string, readonly number[]>();
  let offset = 0;
  for (const { name, datatype, shape, parameters } of response.outputs) {
    const bytes = parameters.binary_data_size;
    const wanted = name === 'probabilities' ? [count, DIGITS] : [count];
    const type = name === 'digit' ? 'INT64' : 'FP64';
    const elements = wanted.reduce((product, size) => product * size, 1);
    if (datatype !== type || shape.join() !== wanted.join()) {
      const given = `${datatype.slice(0, 40)} [${shape.slice(0, 8)}]`;
      throw new AnswerError(`its output ${name.slice(0, 40)} is ${given}, not ${type} [${wanted}]`);
    }
    if (bytes !== 8 * elements || offset + bytes > binary.length) {
      throw new AnswerError(`its output ${name} does not have its ${8 * elements} bytes`);
    }
    const start = offset;
    const read = (i: number): number =>
      type === 'INT64' ? Number(binary.readBigInt64LE(start + 8 * i)) : binary.readDoubleLE(start + 8 * i);
    tensors.set(
      name,
      Array.from({ length: elements }, (_, i) => read(i)),
    );
    offset += bytes;
  }
  return (name: OutputName): readonly number[] => {
    const tensor = tensors.get(name);
    if (!tensor) throw new AnswerError(`its answer has no output ${name}`);
    return tensor;
  };
}

/**
 * Reads the answer for `count` images.
 * @param name the model that was asked
 * @param header the value of Inference-Header-Content-Length
 * @throws AnswerError when it is anything but that
 */
export function readInferResponse(
  body: Buffer,
  header: string | undefined,
  count: number,
  name: string,
): { readonly model: ModelIdentity; readonly recognitions: Recognition[] } {
  const jsonLength = /^\d{1,15}$/.test(header ?? '') ? Math.min(Number(header), body.length) : body.length;
  const response = parse(responseSchema, parseJson(body.toString('utf8', 0, jsonLength)));
  if (response.model_name !== name)
    throw new AnswerError(`it is of the model ${response.model_name.slice(0, 40)}, not ${name}`);
  const tensor = readTensors(response, body.subarray(jsonLength), count);
  const [digits, confidences, probabilities, notDigits] = OUTPUTS.map(tensor);
  const recognitions = Array.from({ length: count }, (_, i) => {
    const { digit, ...rest } = parse(recognitionSchema, {
      digit: digits?.[i],
      confidence: confidences?.[i],
      probabilities: probabilities?.slice(i * DIGITS, (i + 1) * DIGITS),
      notDigit: notDigits?.[i],
    });
    return { ...rest, digit: digit === -1 ? null : digit, rejected: digit === -1 };
  });
  return { model: { name, version: response.model_version }, recognitions };
}
