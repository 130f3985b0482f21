// What a model server answers is believed only when it is what was asked for: real answers, damaged in every way.
import { KNOWN_IMAGE, loadRecognizer } from '@digits/recognizer/node';
import type { RunningService } from '@digits/service/testing';
import fc from 'fast-check';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runModelServer } from '../testing/model-servers.js';
import { modelDir } from '../testing/test-app.js';
import { AnswerError, JSON_LENGTH_HEADER, readInferResponse, writeInferRequest } from './infer-message.js';

const IMAGES = [KNOWN_IMAGE, KNOWN_IMAGE];
let server: RunningService;
let body: Buffer;
let header: string;
beforeAll(async () => {
  server = await runModelServer();
  const message = writeInferRequest(IMAGES);
  const response = await request(`${server.url}/v2/models/mnist-cnn/infer`, {
    method: 'POST',
    headers: { [JSON_LENGTH_HEADER]: String(message.jsonLength) },
    body: message.body,
  });
  header = String(response.headers[JSON_LENGTH_HEADER]);
  body = Buffer.from(await response.body.arrayBuffer());
});
afterAll(() => server.stop());

it('reads exactly what the own copy says', async () => {
  const local = await loadRecognizer(modelDir());
  const expected = await local.recognize(IMAGES);
  const { name, version } = local.manifest;
  await local.close();
  expect(readInferResponse(body, header, 2, 'mnist-cnn')).toEqual({ model: { name, version }, recognitions: expected });
});

/** The answer with its JSON changed. */
function changed(change: (json: { model_version: unknown; outputs: Record<string, unknown>[] }) => void) {
  const json = JSON.parse(body.toString('utf8', 0, Number(header)));
  change(json);
  const text = Buffer.from(JSON.stringify(json));
  return [Buffer.concat([text, body.subarray(Number(header))]), String(text.length)] as const;
}

/** The answer with a number of its binary data changed: of digit (2), confidence (2), probabilities (20), not_digit (2), in this order. */
function withNumber(place: number, write: (binary: Buffer, offset: number) => void) {
  const copy = Buffer.from(body);
  write(copy, Number(header) + 8 * place);
  return [copy, header] as const;
}

type Make = () => readonly [Buffer, string | undefined];
it.each<[string, Make, string]>([
  ['nothing', () => [Buffer.alloc(0), undefined], 'its answer is not JSON'],
  ['a page', () => [Buffer.from('<html>'), undefined], 'its answer is not JSON'],
  [
    'JSON without the binary data',
    () => [body.subarray(0, Number(header)), header],
    'its output digit does not have its 16 bytes',
  ],
  ['an answer cut short', () => [body.subarray(0, body.length - 1), header], 'its output not_digit does not have'],
  ['no version', () => changed((json) => Object.assign(json, { model_version: undefined })), 'model_version: '],
  [
    'an endless version',
    () => changed((json) => Object.assign(json, { model_version: '2'.repeat(101) })),
    'model_version: ',
  ],
  [
    'a version that no database takes',
    () => changed((json) => Object.assign(json, { model_version: '2\0' })),
    'model_version: ',
  ],
  [
    'another model',
    () => changed((json) => Object.assign(json, { model_name: 'other' })),
    'it is of the model other, not mnist-cnn',
  ],
  ['an output less', () => changed((json) => void json.outputs.pop()), 'its answer has no output not_digit'],
  [
    'another datatype',
    () => changed((json) => Object.assign(json.outputs[1] ?? {}, { datatype: 'FP32' })),
    'its output confidence is FP32 [2], not FP64 [2]',
  ],
  [
    'answers for one',
    () => changed((json) => Object.assign(json.outputs[0] ?? {}, { shape: [1] })),
    'its output digit is INT64 [1], not INT64 [2]',
  ],
  [
    'another name',
    () => changed((json) => Object.assign(json.outputs[3] ?? {}, { name: 'x' })),
    'its answer has no output not_digit',
  ],
  ['a digit 10', () => withNumber(0, (data, at) => data.writeBigInt64LE(10n, at)), 'digit: '],
  ['an enormous digit', () => withNumber(1, (data, at) => data.writeBigInt64LE(2n ** 62n, at)), 'digit: '],
  ['a confidence of 1.5', () => withNumber(2, (data, at) => data.writeDoubleLE(1.5, at)), 'confidence: '],
  [
    'a confidence that is no number',
    () => withNumber(3, (data, at) => data.writeDoubleLE(Number.NaN, at)),
    'confidence: ',
  ],
  ['a probability below 0', () => withNumber(4, (data, at) => data.writeDoubleLE(-0.1, at)), 'probabilities[0]: '],
  [
    'another digit than the likeliest',
    () => withNumber(0, (data, at) => data.writeBigInt64LE((data.readBigInt64LE(at) + 1n) % 10n, at)),
    'the digit is not the likeliest',
  ],
  [
    'a confidence that is not its probability',
    () => withNumber(2, (data, at) => data.writeDoubleLE(0.1, at)),
    'or its confidence is not its probability',
  ],
  [
    'probabilities that add up to more',
    () => withNumber(4, (data, at) => data.writeDoubleLE(0.9, at)),
    'the probabilities do not add up to 1',
  ],
  [
    'an infinite probability',
    () => withNumber(25, (data, at) => data.writeDoubleLE(Number.POSITIVE_INFINITY, at)),
    'notDigit: ',
  ],
])('refuses %s', (_what, make, message) => {
  const [answer, length] = make();
  let error: unknown;
  try {
    readInferResponse(answer, length, 2, 'mnist-cnn');
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(AnswerError);
  expect((error as Error).message).toContain(message);
});

it('reads or refuses it, wherever a byte is damaged', () => {
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.nat(255), fc.integer({ min: 0, max: 400 }), (place, byte, length) => {
      const damaged = Buffer.from(body);
      damaged[place] = byte;
      for (const [bytes, jsonLength] of [
        [damaged, header],
        [body, String(length)],
        [body.subarray(0, place), header],
      ] as const) {
        try {
          const { recognitions } = readInferResponse(bytes, jsonLength, 2, 'mnist-cnn');
          expect(recognitions).toHaveLength(2);
          for (const { probabilities } of recognitions) expect(probabilities).toHaveLength(10);
        } catch (error) {
          expect(error).toBeInstanceOf(AnswerError);
        }
      }
    }),
    { numRuns: 300 },
  );
});
