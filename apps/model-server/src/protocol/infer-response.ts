// An inference response: JSON, and behind it the bytes of the tensors that are wanted as binary data.
// Open Inference Protocol, inference_rest.md; Triton's extension_binary_data.md.
import type { InferRequest } from './infer-request.js';
import type { Answers, Elements } from './model-tensors.js';

export interface InferResponse {
  readonly body: Buffer;
  /** How many bytes of the body are JSON, where binary data follow; otherwise null. */
  readonly jsonLength: number | null;
}

/** The bytes of elements, little-endian as every machine is that ONNX Runtime is built for. */
const bytesOf = ({ buffer, byteOffset, byteLength }: Elements): Buffer => Buffer.from(buffer, byteOffset, byteLength);

/** Writes the answer to `request`. */
export function writeInferResponse(
  model: { readonly name: string; readonly version: string },
  request: Pick<InferRequest, 'id' | 'outputs'>,
  answers: Answers,
): InferResponse {
  const binary: Buffer[] = [];
  const outputs = request.outputs.map(({ tensor: { name, datatype, shape, elementsOf }, isBinary }) => {
    const elements = elementsOf(answers);
    const output = { name, datatype, shape: [answers.recognitions.length, ...shape.slice(1)] };
    if (!isBinary) return { ...output, data: Array.from<number | bigint, number>(elements, Number) };
    binary.push(bytesOf(elements));
    return { ...output, parameters: { binary_data_size: elements.byteLength } };
  });
  const id = request.id === undefined ? {} : { id: request.id };
  const json = Buffer.from(JSON.stringify({ model_name: model.name, model_version: model.version, ...id, outputs }));
  return binary.length === 0
    ? { body: json, jsonLength: null }
    : { body: Buffer.concat([json, ...binary]), jsonLength: json.length };
}
