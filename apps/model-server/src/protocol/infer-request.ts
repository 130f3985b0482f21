// An inference request: JSON, and behind it the bytes of tensors that are sent as binary data.
// Open Inference Protocol, inference_rest.md; Triton's extension_binary_data.md.
import { z } from 'zod';
import { badRequest } from './inference-error.js';
import { INPUT, type OutputTensor } from './model-tensors.js';
import { readImages } from './read-images.js';

/** How many bytes of the body are JSON, where binary data follow it. */
export const JSON_LENGTH_HEADER = 'inference-header-content-length';

/** Parameters that are not known are taken and not looked at, as the protocol wants. */
const parameters = <S extends z.ZodRawShape>(known: S) => z.object(known).nullish();

const size = z.int().nonnegative();

const requestSchema = z.object({
  id: z.string().nullish(),
  parameters: parameters({ binary_data_output: z.boolean().optional() }),
  inputs: z.array(
    z.object({
      name: z.string(),
      shape: z.array(size).max(8),
      datatype: z.string(),
      parameters: parameters({ binary_data_size: size.optional() }),
      data: z.unknown().optional(),
    }),
  ),
  outputs: z
    .array(z.object({ name: z.string(), parameters: parameters({ binary_data: z.boolean().optional() }) }))
    .optional(),
});

type RequestJson = z.output<typeof requestSchema>;

/** An output that is asked for. */
export interface WantedOutput {
  readonly tensor: OutputTensor;
  readonly isBinary: boolean;
}

export interface InferRequest {
  readonly id: string | undefined;
  /** Each 784 bytes, 0 paper … 255 ink. */
  readonly images: readonly Uint8Array[];
  readonly outputs: readonly WantedOutput[];
}

/** Cuts a body into its JSON and the binary data that follow. */
function splitBody(body: Buffer, header: string | undefined): { text: string; binary: Buffer } {
  if (header === undefined) return { text: body.toString('utf8'), binary: body.subarray(body.length) };
  const length = /^\d{1,15}$/.test(header) ? Number(header) : 0;
  if (length === 0 || length > body.length) {
    throw badRequest(
      `Inference-Header-Content-Length is ${header.slice(0, 40)}: it should be how many of the body's ${body.length} bytes are JSON.`,
    );
  }
  return { text: body.toString('utf8', 0, length), binary: body.subarray(length) };
}

function parseJson(text: string): RequestJson {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw badRequest('The request is not JSON: send an inference request of the Open Inference Protocol.');
  }
  const parsed = requestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = z.core.toDotPath(issue?.path ?? []) || 'the request';
  throw badRequest(`This is not an inference request: ${where}: ${issue?.message ?? 'does not fit'}.`);
}

/** The one input, with its data: those of the JSON, or all of `binary`. */
function readInput({ inputs }: RequestJson, binary: Buffer) {
  const other = inputs.find(({ name }) => name !== INPUT.name);
  if (other)
    throw badRequest(`There is no input ${JSON.stringify(other.name.slice(0, 80))}: the model takes "${INPUT.name}".`);
  const [input, second] = inputs;
  if (!input || second) throw badRequest(`Send one input, "${INPUT.name}": there are ${inputs.length}.`);
  const bytes = input.parameters?.binary_data_size;
  if (bytes === undefined) {
    if (binary.length > 0)
      throw badRequest(`${binary.length} bytes follow the JSON, but no input has a "binary_data_size".`);
    if (input.data === undefined) throw badRequest(`The input "${INPUT.name}" has no "data".`);
    return input;
  }
  if (input.data !== undefined)
    throw badRequest(`The input "${INPUT.name}" has "data" and a "binary_data_size": send one.`);
  if (bytes !== binary.length) {
    throw badRequest(
      `The input "${INPUT.name}" has a "binary_data_size" of ${bytes}, but ${binary.length} bytes follow the JSON (Inference-Header-Content-Length says where it ends).`,
    );
  }
  return { ...input, data: binary };
}

/** The outputs that are asked for, in that order; all of them where none is. */
function selectOutputs(request: RequestJson, tensors: readonly OutputTensor[]): WantedOutput[] {
  const allBinary = request.parameters?.binary_data_output ?? false;
  if (!request.outputs?.length) return tensors.map((tensor) => ({ tensor, isBinary: allBinary }));
  const names = new Set<string>();
  return request.outputs.map(({ name, parameters }) => {
    const tensor = tensors.find((other) => other.name === name);
    const known = tensors.map((other) => other.name).join(', ');
    if (!tensor) throw badRequest(`There is no output ${JSON.stringify(name.slice(0, 80))}: the model gives ${known}.`);
    if (names.has(name)) throw badRequest(`The output "${name}" is asked for twice.`);
    names.add(name);
    return { tensor, isBinary: parameters?.binary_data ?? allBinary };
  });
}

/**
 * Reads an inference request.
 * @param header the value of Inference-Header-Content-Length, where the request has it
 * @throws InferenceError 400 about the first thing that is not as it should be
 */
export function readInferRequest(
  body: Buffer,
  header: string | undefined,
  tensors: readonly OutputTensor[],
  maxImages: number,
): InferRequest {
  const { text, binary } = splitBody(body, header);
  const request = parseJson(text);
  const outputs = selectOutputs(request, tensors);
  return { id: request.id ?? undefined, images: readImages(readInput(request, binary), maxImages), outputs };
}
