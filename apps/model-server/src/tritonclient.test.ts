// A client that nobody here wrote gets right answers: NVIDIA's tritonclient, run by the Python that TRITONCLIENT_PYTHON names.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { KNOWN_IMAGE, loadRecognizer } from '@digits/recognizer/node';
import { expect, test } from 'vitest';
import { MODELS, runModelServer } from './testing/model-server.js';

const PEER = fileURLToPath(new URL('testing/tritonclient_peer.py', import.meta.url));
const python = process.env.TRITONCLIENT_PYTHON ?? 'python3';
const hasClient = spawnSync(python, ['-c', 'import tritonclient.http']).status === 0;
if (!hasClient) {
  console.warn(
    'The model server is not tried with tritonclient: make a venv, "pip install tritonclient[http]" in it, and set TRITONCLIENT_PYTHON to its python.',
  );
}

/** What the client reports of a server. */
async function runPeer(address: string, images: Uint8Array) {
  const child = spawn(python, [PEER, address], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(images);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return JSON.parse(output);
}

test.runIf(hasClient)('tritonclient, by binary data and by JSON', async () => {
  if (!hasClient) throw new Error(`${python} has no tritonclient: install it, and set TRITONCLIENT_PYTHON.`);
  const server = await runModelServer();
  const images = [KNOWN_IMAGE, KNOWN_IMAGE, new Uint8Array(784)];
  const report = await runPeer(server.url.replace('http://', ''), Buffer.concat(images));
  const local = await loadRecognizer(`${MODELS}/mnist-cnn/2`);
  const expected = await local.recognize([KNOWN_IMAGE, KNOWN_IMAGE, null]);
  const logits = await local.logits(images);
  await Promise.all([local.close(), server.stop()]);

  const answer = {
    version: '2',
    digit: [0, 0, -1],
    confidence: expected.map(({ confidence }) => confidence),
    probabilities: expected.map(({ probabilities }) => probabilities),
    not_digit: expected.map(({ notDigit }) => notDigit),
    logits: Array.from({ length: 3 }, (_, i) => [...logits.subarray(11 * i, 11 * i + 11)]),
    dtypes: {
      digit: 'int64',
      confidence: 'float64',
      probabilities: 'float64',
      not_digit: 'float64',
      logits: 'float32',
    },
  };
  expect(report).toMatchObject({
    live: true,
    ready: true,
    model_ready: true,
    other_ready: false,
    server: { name: 'digits-model-server', extensions: expect.arrayContaining(['binary_tensor_data']) },
    model: {
      name: 'mnist-cnn',
      versions: ['1', '2'],
      inputs: [{ name: 'images', datatype: 'UINT8', shape: [-1, 28, 28] }],
    },
    index: [{ version: '1' }, { version: '2', state: 'READY' }],
    binary: { ...answer, id: '7' },
    json: answer,
    floats: answer,
    old: { version: '1', digit: [0, 0, -1] },
    refused: { status: '400', message: expect.stringContaining('it should be [n, 28, 28]') },
    unknown: { status: '404', message: expect.stringContaining('no version "99"') },
    load: { digits: [0] },
  });
  console.info(`tritonclient: ${report.load.per_second.toFixed(0)} requests/s, one after the other`);
});
