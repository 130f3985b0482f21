// The networks that are timed, with random weights: time does not depend on them, and their size hardly.
import { encodeWeights, parameterSpecs, placeLayers, quantizeWeights } from '@digits/recognizer';
import { randomImage, randomParameters, residualNetwork } from '../../packages/recognizer/dist/testing/networks.js';

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
  'mnist-cnn 1': plain,
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

/** Every network with its weights.bin and an image. */
export const cases = Object.entries(NETWORKS).map(([name, network]) => {
  const specs = parameterSpecs(network, INPUT_SHAPE);
  return {
    name,
    network,
    image: randomImage(INPUT_SHAPE, 1),
    weights: encodeWeights(quantizeWeights(randomParameters(network, INPUT_SHAPE, 1), specs)),
    parameters: specs.reduce((sum, { shape }) => sum + product(shape), 0),
    multiplications: countMultiplications(placeLayers(network, INPUT_SHAPE)),
  };
});
