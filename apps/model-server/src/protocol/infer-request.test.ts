// Whatever bytes come, a request is read or refused with a sentence.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readInferRequest } from './infer-request.js';
import { InferenceError } from './inference-error.js';
import { outputTensors } from './model-tensors.js';

const TENSORS = outputTensors(11);

function expectSentence(body: Buffer, header: string | undefined): void {
  try {
    const { images } = readInferRequest(body, header, TENSORS, 4);
    expect(images.length).toBeGreaterThan(0);
    expect(images.every((image) => image.length === 784)).toBe(true);
  } catch (error) {
    expect(error).toBeInstanceOf(InferenceError);
    expect((error as InferenceError).statusCode).toBe(400);
    expect((error as Error).message).toMatch(/^[^\n]{10,400}[.]$/);
  }
}

it('reads or refuses any bytes, any length of JSON', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.option(fc.string()), (bytes, header) => {
      expectSentence(Buffer.from(bytes), header ?? undefined);
    }),
  );
});

it('reads or refuses any JSON in the form of a request', () => {
  const size = fc.oneof(fc.constantFrom(0, 1, 2, 28, 784), fc.integer(), fc.double());
  const input = fc.record(
    {
      name: fc.oneof(fc.constant('images'), fc.string()),
      datatype: fc.oneof(fc.constantFrom('UINT8', 'FP32'), fc.string()),
      shape: fc.oneof(fc.constantFrom([1, 784], [1, 28, 28]), fc.array(size)),
      data: fc.oneof(fc.array(fc.integer({ min: -1, max: 256 }), { minLength: 784, maxLength: 784 }), fc.jsonValue()),
      parameters: fc.oneof(fc.record({ binary_data_size: size }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  const request = fc.record(
    { id: fc.jsonValue(), inputs: fc.array(input, { maxLength: 2 }), outputs: fc.jsonValue() },
    { requiredKeys: ['inputs'] },
  );
  fc.assert(
    fc.property(request, fc.uint8Array({ maxLength: 800 }), (json, binary) => {
      const text = Buffer.from(JSON.stringify(json));
      expectSentence(text, undefined);
      expectSentence(Buffer.concat([text, binary]), String(text.length));
    }),
    { numRuns: 500 },
  );
});
