import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nn from '@digits/nn';
import { loadRecognizer } from '@digits/recognizer/node';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { INPUT_SCALE, INPUT_SHAPE, NETWORKS } from '../networks.js';
import { type ModelFacts, writeModel } from './write-model.js';

const facts: ModelFacts = {
  name: 'mnist-cnn',
  version: 'unreleased',
  calibration: { temperature: 1 },
  validation: { accuracy: 1, loss: 0, ece: 0 },
  training: {
    command: 'digits train',
    seed: 1,
    epochs: 1,
    batchSize: 100,
    optimizer: { type: 'sgd', nesterov: true },
    recipe: { network: 'small', epochs: 1, nesterov: true },
    trainingImages: 1,
    validationImages: 1,
    seconds: 1,
  },
};

/** Every kind of layer. */
const everything: nn.Network = [
  nn.conv(8, 3, { padding: 'same', bias: false }),
  nn.batchNorm(),
  nn.silu(),
  nn.avgPool(3, { stride: 2 }),
  nn.residual(nn.conv(8, 3, { padding: 'same', groups: 8 }), nn.batchNorm(), nn.gelu(), nn.residual(nn.conv(8, 1))),
  nn.maxPool(2),
  nn.dropout(0.1),
  nn.globalAvgPool(),
  nn.dense(10),
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

const named = Object.entries(NETWORKS).map(([name, networkOf]) => [name, networkOf(10)] as const);

it.each([['every kind of layer', everything] as const, ...named])(
  'ships a network that a recogniser takes: %s',
  async (_, network) => {
    const specs = nn.parametersOf(network, INPUT_SHAPE);
    const trained = { network, parameters: nn.initializeParameters(specs, xoroshiro128plus(1)) };
    await writeModel(folder, trained, facts);
    const { manifest, recognize, close } = await loadRecognizer(folder);
    const [answer] = await recognize([new Uint8Array(784).fill(200)]);
    await close();
    expect(answer?.probabilities).toHaveLength(10);
    expect(manifest).toMatchObject({ ...facts, input: { shape: [...INPUT_SHAPE], scale: INPUT_SCALE } });

    const shipped = nn.foldBatchNorm(trained, INPUT_SHAPE);
    expect(manifest.network).toEqual(shipped.network);
    expect(JSON.stringify(manifest.network)).not.toMatch(/batchNorm|dropout/);
    const numbers = Object.values(shipped.parameters).map(({ length }) => length);
    expect(manifest.parameters).toBe(numbers.reduce((total, length) => total + length, 0));
  },
);
