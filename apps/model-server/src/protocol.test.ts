// The Open Inference Protocol v2 (REST) endpoint by endpoint, asked of a real process: inference_rest.md, and Triton's extensions for
// binary data and the index of models.
import { KNOWN_IMAGE, loadRecognizer } from '@digits/recognizer/node';
import type { RunningService } from '@digits/service/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, dataOf, INFER, knownInput, post, postBinary } from './testing/infer.js';
import { MODELS, runModelServer } from './testing/model-server.js';

let server: RunningService;
beforeAll(async () => {
  server = await runModelServer({ MAX_IMAGES: '8' });
});
afterAll(async () => {
  await server.stop();
});

const DIGIT = { name: 'digit', datatype: 'INT64', shape: [-1] };
const OUTPUTS = (logits: number) => [
  DIGIT,
  { name: 'confidence', datatype: 'FP64', shape: [-1] },
  { name: 'probabilities', datatype: 'FP64', shape: [-1, 10] },
  { name: 'not_digit', datatype: 'FP64', shape: [-1] },
  { name: 'logits', datatype: 'FP32', shape: [-1, logits] },
];
const metadata = (logits: number) => ({
  name: 'mnist-cnn',
  versions: ['1', '2'],
  platform: 'onnx_onnxv1',
  inputs: [{ name: 'images', datatype: 'UINT8', shape: [-1, 28, 28] }],
  outputs: OUTPUTS(logits),
});
const error = (text: string) => ({ error: expect.stringContaining(text) });

describe('each endpoint', () => {
  test.each([
    ['GET', '/v2', 200, { name: 'digits-model-server', extensions: expect.arrayContaining(['binary_tensor_data']) }],
    ['GET', '/v2/', 200, { name: 'digits-model-server', version: expect.any(String) }],
    ['GET', '/v2/health/live', 200, { live: true }],
    ['GET', '/v2/health/ready', 200, { live: true, ready: true }],
    ['GET', '/v2/models/mnist-cnn', 200, metadata(11)],
    ['GET', '/v2/models/mnist-cnn/versions/1', 200, metadata(10)],
    ['GET', '/v2/models/mnist-cnn/versions/2', 200, metadata(11)],
    ['GET', '/v2/models/mnist-cnn/ready', 200, { name: 'mnist-cnn', ready: true }],
    ['GET', '/v2/models/mnist-cnn/versions/1/ready', 200, { name: 'mnist-cnn', ready: true }],
    ['GET', '/v2/models/resnet', 404, error('There is no model "resnet": there is "mnist-cnn".')],
    ['GET', '/v2/models/resnet/ready', 404, error('no model "resnet"')],
    ['POST', '/v2/models/resnet/infer', 404, error('no model "resnet"')],
    ['GET', '/v2/models/mnist-cnn/versions/9', 404, error('no version "9" of mnist-cnn; there are: 1, 2.')],
    ['GET', '/v2/models/mnist-cnn/versions/9/ready', 404, error('no version "9"')],
    ['POST', '/v2/models/mnist-cnn/versions/9/infer', 404, error('no version "9"')],
    ['GET', '/v2/models/mnist-cnn/versions/..%2F1', 404, error('no version "../1"')],
    ['GET', INFER, 405, error('GET is not possible here; possible are: POST, OPTIONS.')],
    ['DELETE', '/v2/models/mnist-cnn', 405, error('DELETE is not possible here')],
    ['GET', '/v3', 404, error('nothing to GET at this address')],
    ['GET', '/v2/models/%zz', 400, error('cannot be understood')],
  ])('%s %s: %i', async (method, path, status, body) => {
    const response = await fetch(server.url + path, { method });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      expect.stringContaining('application/json'),
    ]);
    expect(await response.json()).toMatchObject(body);
  });

  test.each([
    ['{}', ['1', '2']],
    ['', ['1', '2']],
    ['{"ready": true}', ['1', '2']],
  ])('POST /v2/repository/index %s', async (body, versions) => {
    const response = await post(server.url, body, '/v2/repository/index');
    expect(response.status).toBe(200);
    const ready = versions.map((version) => ({ name: 'mnist-cnn', version, state: 'READY', reason: '' }));
    expect(await response.json()).toEqual(ready);
  });

  test('POST /v2/repository/index refuses what is no request', async () => {
    const response = await post(server.url, '{"ready": 1}', '/v2/repository/index');
    expect([response.status, await response.json()]).toEqual([400, error('Send {}')]);
  });
});

describe('inference', () => {
  test('answers what the model in the process would, to the last bit', async () => {
    const local = await loadRecognizer(`${MODELS}/mnist-cnn/2`);
    const [expected] = await local.recognize([KNOWN_IMAGE]);
    const logits = await local.logits([KNOWN_IMAGE]);
    await local.close();
    const response = await post(server.url, { id: '42', parameters: { anything: 1 }, inputs: [knownInput()] });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      model_name: 'mnist-cnn',
      model_version: '2',
      id: '42',
      outputs: [
        { name: 'digit', datatype: 'INT64', shape: [1], data: [0] },
        { name: 'confidence', datatype: 'FP64', shape: [1], data: [expected?.confidence] },
        { name: 'probabilities', datatype: 'FP64', shape: [1, 10], data: expected?.probabilities },
        { name: 'not_digit', datatype: 'FP64', shape: [1], data: [expected?.notDigit] },
        { name: 'logits', datatype: 'FP32', shape: [1, 11], data: [...logits] },
      ],
    });
  });

  test('by the version that the address names; without an id, none is given', async () => {
    const response = await post(server.url, { inputs: [knownInput(3)] }, '/v2/models/mnist-cnn/versions/1/infer');
    const answer = (await response.json()) as Answer;
    expect(answer).toMatchObject({ model_version: '1' });
    expect('id' in answer).toBe(false);
    expect(dataOf(answer, 'digit')).toEqual([0, 0, 0]);
    expect(dataOf(answer, 'logits')).toHaveLength(30);
    expect(dataOf(answer, 'not_digit')).toEqual([0, 0, 0]);
  });

  const pixels = [...KNOWN_IMAGE];
  const rows = Array.from({ length: 28 }, (_, y) => pixels.slice(28 * y, 28 * y + 28));
  const unit = pixels.map((level) => level / 255);
  test.each([
    ['[1, 28, 28], nested', 'UINT8', [1, 28, 28], [rows]],
    ['[1, 1, 28, 28], nested', 'UINT8', [1, 1, 28, 28], [[rows]]],
    ['[1, 1, 28, 28], flat', 'UINT8', [1, 1, 28, 28], pixels],
    ['[1, 784], nested', 'UINT8', [1, 784], [pixels]],
    ['[1, 784], flat', 'UINT8', [1, 784], pixels],
    ['FP32, 0 to 1', 'FP32', [1, 28, 28], unit],
    ['FP32, nested', 'FP32', [1, 784], [unit]],
  ])('takes %s', async (_what, datatype, shape, data) => {
    const response = await post(server.url, { inputs: [{ name: 'images', datatype, shape, data }] });
    const expected = (await (await post(server.url, { inputs: [knownInput()] })).json()) as Answer;
    expect(await response.json()).toEqual(expected);
  });

  test.each([
    '',
    ' ',
    'json',
    'application/',
    'text/plain;;',
    'image/png',
    '\u00e9',
    'application/json; charset=utf-16',
  ])('takes a request whose type is said to be %j', async (type) => {
    const body = JSON.stringify({ inputs: [knownInput()], outputs: [{ name: 'digit' }] });
    const response = await fetch(server.url + INFER, { method: 'POST', headers: { 'content-type': type }, body });
    expect([response.status, dataOf((await response.json()) as Answer, 'digit')]).toEqual([200, [0]]);
  });

  test('takes null for what need not be there', async () => {
    const nothing = { parameters: null };
    const outputs = [{ name: 'digit', ...nothing }];
    const body = { id: null, ...nothing, inputs: [{ ...knownInput(), ...nothing }], outputs };
    const response = await post(server.url, body);
    const answer = (await response.json()) as Answer;
    expect([response.status, 'id' in answer, dataOf(answer, 'digit')]).toEqual([200, false, [0]]);
  });

  test('gives the outputs that are asked for, in that order', async () => {
    const response = await post(server.url, {
      inputs: [knownInput()],
      outputs: [{ name: 'logits' }, { name: 'digit' }],
    });
    expect(((await response.json()) as Answer).outputs.map(({ name }) => name)).toEqual(['logits', 'digit']);
    const all = await post(server.url, { inputs: [knownInput()], outputs: [] });
    expect(((await all.json()) as Answer).outputs).toHaveLength(5);
  });

  test('a blank is no digit, whatever the network makes of it', async () => {
    const blank = { ...knownInput(), data: new Array(784).fill(0) };
    for (const version of ['1', '2']) {
      const response = await post(server.url, { inputs: [blank] }, `/v2/models/mnist-cnn/versions/${version}/infer`);
      const answer = (await response.json()) as Answer;
      expect([dataOf(answer, 'digit'), dataOf(answer, 'confidence')]).toEqual([[-1], [0]]);
    }
  });
});

describe('what cannot be used is refused with 400 and why', () => {
  const input = knownInput();
  test.each([
    ['no body', '', 'The request is not JSON'],
    ['no JSON', '{"inputs": [', 'The request is not JSON'],
    ['NaN, as Python writes it', '{"inputs": [NaN]}', 'The request is not JSON'],
    ['deep JSON', '['.repeat(100_000), 'The request is not JSON'],
    ['a list', [], 'This is not an inference request: the request: '],
    ['no inputs', {}, 'inputs: '],
    ['an id that is a number', { id: 42, inputs: [input] }, 'id: '],
    ['no input', { inputs: [] }, 'Send one input, "images": there are 0.'],
    ['two inputs', { inputs: [input, input] }, 'Send one input, "images": there are 2.'],
    ['another input', { inputs: [{ ...input, name: 'x' }] }, 'There is no input "x": the model takes "images".'],
    [
      'another output',
      { inputs: [input], outputs: [{ name: 'x' }] },
      'There is no output "x": the model gives digit, confidence,',
    ],
    ['an output twice', { inputs: [input], outputs: [DIGIT, DIGIT] }, 'The output "digit" is asked for twice.'],
    ['another datatype', { inputs: [{ ...input, datatype: 'INT64' }] }, 'has datatype "INT64": send UINT8 or FP32.'],
    ['no shape', { inputs: [{ ...input, shape: [] }] }, 'has shape []: it should be [n, 28, 28]'],
    ['another shape', { inputs: [{ ...input, shape: [28, 28] }] }, 'has shape [28,28]: it should be [n, 28, 28]'],
    ['a shape with a minus', { inputs: [{ ...input, shape: [-1, 28, 28] }] }, 'inputs[0].shape[0]: '],
    ['a shape with a fraction', { inputs: [{ ...input, shape: [0.5, 28, 28] }] }, 'inputs[0].shape[0]: '],
    ['no images', { inputs: [{ ...input, shape: [0, 28, 28], data: [] }] }, 'has no images: send at least one.'],
    ['too many images', { inputs: [knownInput(9)] }, 'has 9 images: send at most 8 in one request.'],
    ['an enormous shape', { inputs: [{ ...input, shape: [2 ** 50, 28, 28] }] }, 'send at most 8 in one request.'],
    ['no data', { inputs: [{ ...input, data: undefined }] }, 'has no "data".'],
    ['a shape without end', { inputs: [{ ...input, shape: new Array(100_000).fill(1) }] }, 'inputs[0].shape: '],
    [
      'data that are an object, however deep',
      // As text: it is deeper than can be written.
      `{"inputs":[{"name":"images","datatype":"UINT8","shape":[1,28,28],"data":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}]}`,
      'are an object, not an array.',
    ],
    ['data that are no array', { inputs: [{ ...input, data: 'AAAA' }] }, 'are "AAAA", not an array.'],
    [
      'too few data',
      { inputs: [{ ...input, data: input.data.slice(1) }] },
      'have 783 elements where its shape [1,28,28] asks for 784',
    ],
    ['too many data', { inputs: [{ ...input, shape: [1, 784], data: [...input.data, 0] }] }, 'have 785 elements'],
    [
      'data nested otherwise',
      { inputs: [{ ...input, data: [input.data] }] },
      'have 784 elements where its shape [1,28,28] asks for 28',
    ],
    [
      'data nested in part',
      { inputs: [{ ...input, shape: [2, 784], data: [input.data, 7] }] },
      'are 7, not an array of 784.',
    ],
    [
      '256',
      { inputs: [{ ...input, data: input.data.with(5, 256) }] },
      'have 256 (image 0, element 5): UINT8 is a whole number, 0 (paper) to 255 (ink).',
    ],
    ['-1', { inputs: [{ ...input, data: input.data.with(0, -1) }] }, 'have -1 (image 0, element 0)'],
    ['a fraction', { inputs: [{ ...input, data: input.data.with(0, 0.5) }] }, 'have 0.5 (image 0'],
    ['null', { inputs: [{ ...input, data: (input.data as unknown[]).with(0, null) }] }, 'have null (image 0'],
    ['text', { inputs: [{ ...input, data: (input.data as unknown[]).with(0, '7') }] }, 'have "7" (image 0'],
    ['FP32 beyond 1', { inputs: [{ ...input, datatype: 'FP32' }] }, 'FP32 is 0 (paper) to 1 (ink).'],
    [
      'binary data that are not there',
      { inputs: [{ ...input, data: undefined, parameters: { binary_data_size: 784 } }] },
      'but 0 bytes follow the JSON',
    ],
    [
      'data twice',
      { inputs: [{ ...input, parameters: { binary_data_size: 784 } }] },
      'has "data" and a "binary_data_size"',
    ],
    [
      'a wanted form that is neither',
      { inputs: [input], parameters: { binary_data_output: 'yes' } },
      'parameters.binary_data_output: ',
    ],
  ])('%s', async (_what, body, message) => {
    const response = await post(server.url, body);
    const answer = (await response.json()) as { error: string };
    expect([response.status, answer.error]).toEqual([400, expect.stringContaining(message)]);
    expect(answer.error).not.toMatch(/\n|\bat .*:\d+/);
  });

  test('413 for more bytes than any request has', async () => {
    const response = await post(server.url, ' '.repeat(1_000_000));
    expect([response.status, await response.json()]).toEqual([413, error('send fewer images in one request')]);
  });

  test('415 for a compressed body', async () => {
    const response = await fetch(server.url + INFER, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip' },
      body: 'x',
    });
    expect([response.status, await response.json()]).toEqual([415, error('not compressed')]);
  });
});

describe('binary data', () => {
  const image = new Uint8Array(KNOWN_IMAGE);
  const binaryInput = (datatype: string, bytes: number, count = 1) => ({
    name: 'images',
    datatype,
    shape: [count, 28, 28],
    parameters: { binary_data_size: bytes },
  });

  test('in, as bytes and as floats', async () => {
    const expected = await (await post(server.url, { inputs: [knownInput(2)] })).json();
    const bytes = Buffer.concat([image, image]);
    const floats = Buffer.from(Float32Array.from(bytes, (level) => level / 255).buffer);
    const asBytes = await postBinary(server.url, { inputs: [binaryInput('UINT8', 1_568, 2)] }, bytes);
    expect(await asBytes.json()).toEqual(expected);
    const asFloats = await postBinary(server.url, { inputs: [binaryInput('FP32', 6_272, 2)] }, floats);
    expect(await asFloats.json()).toEqual(expected);
  });

  test('out, all or some, behind the JSON and in its order', async () => {
    const plain = (await (await post(server.url, { inputs: [knownInput()] })).json()) as Answer;
    const response = await postBinary(
      server.url,
      {
        inputs: [binaryInput('UINT8', 784)],
        parameters: { binary_data_output: true },
        outputs: [
          { name: 'probabilities' },
          { name: 'confidence', parameters: { binary_data: false } },
          { name: 'digit' },
        ],
      },
      image,
    );
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    const body = Buffer.from(await response.arrayBuffer());
    const length = Number(response.headers.get('inference-header-content-length'));
    const { outputs } = JSON.parse(body.toString('utf8', 0, length)) as Answer;
    expect(outputs).toEqual([
      { name: 'probabilities', datatype: 'FP64', shape: [1, 10], parameters: { binary_data_size: 80 } },
      { name: 'confidence', datatype: 'FP64', shape: [1], data: dataOf(plain, 'confidence') },
      { name: 'digit', datatype: 'INT64', shape: [1], parameters: { binary_data_size: 8 } },
    ]);
    const binary = body.subarray(length);
    expect(binary).toHaveLength(88);
    const probabilities = Array.from({ length: 10 }, (_, i) => binary.readDoubleLE(8 * i));
    expect(probabilities).toEqual(dataOf(plain, 'probabilities'));
    expect(binary.readBigInt64LE(80)).toBe(0n);
  });

  const floats = (value: number) => Buffer.from(new Float32Array(784).fill(value).buffer);
  test.each([
    [
      'too few bytes',
      binaryInput('UINT8', 783),
      image.subarray(1),
      undefined,
      'have 783 bytes where UINT8 of shape [1,28,28] has 784.',
    ],
    [
      'a size that is not theirs',
      binaryInput('UINT8', 784),
      image.subarray(1),
      undefined,
      'of 784, but 783 bytes follow the JSON',
    ],
    [
      'nobody’s bytes',
      knownInput(),
      image,
      undefined,
      '784 bytes follow the JSON, but no input has a "binary_data_size".',
    ],
    [
      'NaN',
      binaryInput('FP32', 3_136),
      floats(Number.NaN),
      undefined,
      'have NaN (image 0, element 0): FP32 is 0 (paper) to 1 (ink).',
    ],
    ['infinity', binaryInput('FP32', 3_136), floats(Number.POSITIVE_INFINITY), undefined, 'have Infinity (image 0'],
    [
      'a length beyond the body',
      binaryInput('UINT8', 784),
      image,
      '99999',
      'Inference-Header-Content-Length is 99999: it should be',
    ],
    ['a length that is none', binaryInput('UINT8', 784), image, 'abc', 'Inference-Header-Content-Length is abc'],
    ['a length of 0', binaryInput('UINT8', 784), image, '0', 'Inference-Header-Content-Length is 0'],
    ['a length within the JSON', binaryInput('UINT8', 784), image, '20', 'The request is not JSON'],
  ])('refuses %s', async (_what, input, bytes, jsonLength, message) => {
    const response = await postBinary(server.url, { inputs: [input] }, bytes, jsonLength);
    expect([response.status, await response.json()]).toEqual([400, error(message)]);
  });
});

test('after all this, the server is well and has counted', async () => {
  expect((await fetch(`${server.url}/v2/health/ready`)).status).toBe(200);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/^inference_requests_total\{model="mnist-cnn",version="1",status="200"\} 2$/m);
  expect(metrics).toMatch(/^inference_requests_total\{model="mnist-cnn",version="2",status="400"\} \d\d$/m);
  expect(metrics).toMatch(
    /^http_request_duration_seconds_count\{method="POST",route="\/v2\/models\/:name\/infer",status="413"\} 1$/m,
  );
  expect(metrics).toMatch(/^http_requests_in_progress 1$/m);
  expect(metrics).toMatch(/^inference_batch_images_count \d+$/m);
  expect(metrics).toMatch(/^inference_queue_images 0$/m);
  expect(metrics).toMatch(/^inference_refused_total 0$/m);
  expect(metrics).toMatch(/^models_loaded\{model="mnist-cnn",version="2",current="true"\} 1$/m);
  expect(metrics).toMatch(/^models_loaded\{model="mnist-cnn",version="1",current="false"\} 1$/m);
  expect([server.child.exitCode, server.output.stderr]).toEqual([null, '']);
});
