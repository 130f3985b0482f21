// The networks that are timed: the current release, and others with random weights, since time does not depend on them, and size hardly.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeWeights, parameterSpecs, placeLayers, quantizeWeights } from '@digits/recognizer';
import { currentModelFolder } from '@digits/recognizer/node';
import { randomImage, randomParameters, residualNetwork } from '../../packages/recognizer/dist/testing/networks.js';
import { root } from '../../scripts/prepare.js';

const INPUT_SHAPE = [1, 28, 28];

/** The first release's. @type {readonly import('@digits/recognizer').Layer[]} */
const plain = [
  { type: 'conv', filters: 24, kernel: 5, stride: 1, padding: 'valid' },
  { type: 'maxPool', size: 2 },
  { type: 'relu' },
  { type: 'conv', filters: 32, kernel: 3, stride: 1, padding: 'valid' },
  { type: 'maxPool', size: 2 },
  { type: 'relu' },
  { type: 'flatten' },
  { type: 'dense', units: 128 },
  { type: 'relu' },
  { type: 'dense', units: 10 },
];

const NETWORKS = {
  'as mnist-cnn 1': plain,
  'residual 24, 32, 48': residualNetwork(24, 32, 48),
  'residual 32, 48, 64': residualNetwork(32, 48, 64),
};

/** Multiplications of one image: each weight of a convolution once an output pixel. */
function countMultiplications(/** @type {readonly import('@digits/recognizer').PlacedLayer[]} */ placed) {
  return placed.reduce((sum, { parameters, output, inner }) => {
    const [, height = 1, width = 1] = output;
    const weights = parameters.filter(({ kind }) => kind === 'weight').map(({ shape }) => product(shape));
    return sum + height * width * weights.reduce((all, count) => all + count, 0) + countMultiplications(inner);
  }, 0);
}

const product = (/** @type {readonly number[]} */ sides) => sides.reduce((all, side) => all * side, 1);

/** @param {string} name @param {readonly import('@digits/recognizer').Layer[]} network @param {Uint8Array} weights */
function caseOf(name, network, weights) {
  return {
    name,
    network,
    image: randomImage(INPUT_SHAPE, 1),
    weights,
    parameters: parameterSpecs(network, INPUT_SHAPE).reduce((sum, { shape }) => sum + product(shape), 0),
    multiplications: countMultiplications(placeLayers(network, INPUT_SHAPE)),
  };
}

function currentRelease() {
  const folder = currentModelFolder(join(root, 'models'));
  const { name, version, network } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return caseOf(`${name} ${version}, released`, network, readFileSync(join(folder, 'weights.bin')));
}

const withRandomWeights = Object.entries(NETWORKS).map(([name, network]) => {
  const quantized = quantizeWeights(randomParameters(network, INPUT_SHAPE, 1), parameterSpecs(network, INPUT_SHAPE));
  return caseOf(name, network, encodeWeights(quantized));
});

/** Every network with its weights.bin and an image. */
export const cases = [currentRelease(), ...withRandomWeights];
