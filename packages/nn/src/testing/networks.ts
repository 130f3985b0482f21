// Random networks and parameters for tests.
import type { Shape } from '../graph/graph.js';
import type { Layer, Network } from '../layers.js';
import * as layers from '../layers.js';
import type { ParameterSpec, Parameters } from '../parameters.js';
import { parametersOf, placeLayers } from '../shapes.js';
import { noise } from './values.js';

type Maker = (setting: number, channels: number) => Layer;

const padding = (setting: number): layers.Padding => (setting % 2 === 0 ? 'same' : 'valid');

/** What may come next, given the channels so far and a number to choose the settings by. */
const makers: readonly Maker[] = [
  (s) => layers.conv(1 + (s % 9), 1 + (s % 4), { stride: 1 + (s % 2), padding: padding(s >> 1), bias: s % 3 > 0 }),
  (s) => layers.conv(8 + (s % 3), 3, { padding: padding(s) }),
  (s) => layers.conv(1 + (s % 4), 3, { padding: padding(s) }),
  (s, channels) => layers.conv(channels * (1 + (s % 2)), 3, { padding: padding(s >> 1), groups: channels }),
  (s, channels) => layers.conv(channels, 2, { groups: channels % 2 === 0 ? channels / 2 : 1, bias: s % 2 === 0 }),
  (s) => layers.maxPool(1 + (s % 3), s % 2 === 0 ? {} : { stride: 1 + (s % 4) }),
  (s) => layers.maxPool(2 + (s % 2)),
  (s) => layers.avgPool(1 + (s % 3), s % 2 === 0 ? {} : { stride: 1 + (s % 4) }),
  layers.batchNorm,
  layers.batchNorm,
  layers.relu,
  layers.relu,
  layers.silu,
  layers.gelu,
  (s, channels) =>
    s % 3 === 0
      ? layers.residual(layers.relu(), layers.residual(layers.batchNorm()), layers.silu())
      : layers.residual(layers.conv(channels, 3, { padding: 'same' }), layers.batchNorm(), layers.relu()),
  () => layers.residual(),
  layers.globalAvgPool,
  layers.flatten,
  (s) => layers.dense(2 + (s % 7)),
];

/** Whether a network's layers fit together. */
function fits(network: Network, inputShape: Shape): boolean {
  try {
    placeLayers(network, inputShape);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A network of the layers that `choices` stand for, those that fit, and an end of `classes` logits. */
export function networkFrom(choices: readonly number[], inputShape: Shape, classes: number): Network {
  const shapeAfter = (network: Network): Shape => placeLayers(network, inputShape).at(-1)?.output ?? inputShape;
  const network: Layer[] = [];
  for (const choice of choices) {
    const maker = makers[choice % makers.length] as Maker;
    const layer = maker(Math.floor(choice / makers.length), shapeAfter(network)[0] ?? 1);
    if (fits([...network, layer], inputShape)) network.push(layer);
  }
  return shapeAfter(network).length > 1
    ? [...network, layers.flatten(), layers.dense(classes)]
    : [...network, layers.dense(classes)];
}

/** Random values of the size that training starts from; batch normalisation's are random too. */
export function randomParameters(network: Network, inputShape: Shape, seed: number): Parameters {
  const valuesOf = ({ shape, initial, kind }: ParameterSpec, i: number): Float32Array => {
    if (typeof initial !== 'number') return noise(shape, seed + i, Math.sqrt(3 / initial.fanIn)).values;
    return kind !== 'statistic' || initial === 0
      ? noise(shape, seed + i, 0.5, initial).values
      : noise(shape, seed + i, 0.5, 1).values;
  };
  return Object.fromEntries(parametersOf(network, inputShape).map((spec, i) => [spec.name, valuesOf(spec, i)]));
}
