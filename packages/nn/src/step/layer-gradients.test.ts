// Every layer's gradients, as a training step computes them, against central differences; prints the largest errors.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Shape } from '../graph/graph.js';
import {
  avgPool,
  batchNorm,
  conv,
  dense,
  dropout,
  flatten,
  gelu,
  globalAvgPool,
  type Layer,
  maxPool,
  type Network,
  relu,
  residual,
  silu,
} from '../layers.js';
import { placeLayers } from '../shapes.js';
import { gradientError } from '../testing/gradient-check.js';
import { type LayerCheck, layerError } from '../testing/layer-check.js';
import { apart, noise } from '../testing/values.js';
import { WorstErrors } from '../testing/worst-errors.js';
import { softmaxCrossEntropy } from './loss.js';
import { suitsWinograd } from './winograd.js';

const worst = new WorstErrors();
afterAll(() => worst.print("Largest relative error of each layer's gradients against central differences"));

const upTo = (max: number, min = 1) => fc.integer({ min, max });
const seed = fc.nat(99);
const padding = fc.constantFrom('valid', 'same');
/** Exact for what is linear in each input. */
const WIDE = 0.25;
const sizes = { channels: upTo(3), height: upTo(7, 3), width: upTo(7, 3), batch: upTo(3), seed };

/** Checks `numRuns` random cases. */
async function check(name: string, arbitrary: fc.Arbitrary<LayerCheck>, numRuns = 15): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitrary, async (layer) => worst.add(name, await layerError(layer))),
    { numRuns, seed: 20 },
  );
}

/** The network on random images; the seed and the shapes are free. */
const onImages = (
  network: (sizes: { channels: number; height: number; width: number }) => Network,
  rest: Pick<LayerCheck, 'epsilon' | 'make' | 'window'>,
  limits: Partial<typeof sizes> = {},
): fc.Arbitrary<LayerCheck> =>
  fc.record({ ...sizes, ...limits }).map(({ channels, height, width, ...more }) => ({
    network: network({ channels, height, width }),
    inputShape: [channels, height, width],
    ...more,
    ...rest,
  }));

/** A layer that works element by element, on images and on features. */
const pointwise = (layer: Layer, rest: Pick<LayerCheck, 'epsilon' | 'make'>): fc.Arbitrary<LayerCheck> =>
  fc
    .record({ inputShape: fc.oneof(fc.tuple(upTo(9)), fc.tuple(upTo(3), upTo(4), upTo(4))), batch: upTo(3), seed })
    .map(({ inputShape, ...more }) => ({ network: [layer], inputShape, ...more, ...rest }));

describe('the gradients of conv', () => {
  /** Convolutions in so many groups, of so many channels each. */
  const convs = (groups: fc.Arbitrary<number>, perGroup: fc.Arbitrary<number>): fc.Arbitrary<LayerCheck> =>
    fc
      .record({
        ...sizes,
        groups,
        perGroup,
        filters: upTo(3),
        kernel: upTo(4),
        options: fc.record({ stride: upTo(3), padding, bias: fc.boolean() }),
      })
      .map(({ groups, perGroup, filters, kernel, options, height, width, batch, seed }) => {
        // A kernel of 4 on a side of 3 fits with `same` padding only.
        const sides = [height, width].map((side) => (options.padding === 'same' ? side : Math.max(kernel, side)));
        const layer = conv(filters * groups, kernel, { ...options, groups });
        return { network: [layer], inputShape: [perGroup * groups, ...sides], batch, seed, epsilon: WIDE };
      });

  it('agree for each kernel, stride, padding and side, with and without bias', () =>
    check('conv', convs(upTo(1), upTo(3)), 30));

  it('agree in groups', () => check('conv in groups', convs(upTo(3, 2), upTo(3))));

  it('agree where every channel has its own filters', () => check('conv, depthwise', convs(upTo(4, 2), upTo(1))));

  it.each(['valid', 'same'] as const)("agree by Winograd's way, %s padding, even and odd sides", async (padding) => {
    const limits = { channels: upTo(9, 8), height: upTo(7, 4), width: upTo(7, 4), batch: upTo(2) };
    const network = [conv(3, 3, { padding })];
    const images = onImages(() => network, { epsilon: WIDE }, limits);
    await check(`conv 3×3 by Winograd, ${padding}`, images, 20);
    const placed = placeLayers(network, [8, 5, 4]);
    expect(placed.map((layer) => suitsWinograd(layer as Parameters<typeof suitsWinograd>[0]))).toEqual([true]);
  });
});

describe('the gradients of pooling', () => {
  // Windows that lie apart, that touch, and that overlap; sides that they fill and that they do not.
  const windows = fc.record({ size: upTo(3), stride: fc.option(upTo(4), { nil: undefined }) });
  const pooling = (layer: typeof maxPool, rest: Pick<LayerCheck, 'epsilon' | 'make'>): fc.Arbitrary<LayerCheck> =>
    windows.chain(({ size, stride }) => onImages(() => [layer(size, stride ? { stride } : {})], rest));

  it('agree for maxPool, overlapping and not', () =>
    check('maxPool', pooling(maxPool, { epsilon: 0.01, make: apart }), 25));

  it('agree for avgPool, overlapping and not', () => check('avgPool', pooling(avgPool, { epsilon: WIDE }), 25));

  it('agree for globalAvgPool', () =>
    check(
      'globalAvgPool',
      onImages(() => [globalAvgPool()], { epsilon: WIDE }),
    ));

  it('agree after conv, whose output comes in the parts of the windows', async () => {
    const network = (size: number): Network => [conv(2, 2), avgPool(size), globalAvgPool()];
    const limits = { height: fc.constantFrom(5, 7), width: fc.constantFrom(5, 7) };
    const images = upTo(3, 2).chain((size) => onImages(() => network(size), { epsilon: WIDE }, limits));
    await check('conv, avgPool, globalAvgPool', images);
  });

  it('agree for relu and maxPool, which change places', async () => {
    await check(
      'relu, maxPool',
      onImages(() => [relu(), maxPool(2)], { epsilon: 0.01, make: apart }),
    );
  });
});

describe('the gradients of batchNorm', () => {
  const many = { batch: upTo(4, 3) };

  it('agree on images', () =>
    check(
      'batchNorm',
      onImages(() => [batchNorm()], { epsilon: 0.02 }, many),
    ));

  it('agree on the features of dense', async () => {
    const features = fc.record({ inputShape: fc.tuple(upTo(5, 2)), batch: upTo(9, 6), seed, units: upTo(4) });
    const checks = features.map(({ units, ...rest }) => ({
      network: [dense(units), batchNorm()],
      ...rest,
      epsilon: 0.005,
    }));
    await check('dense, batchNorm', checks);
  });

  it('agree in several parts, with and without a bias before', async () => {
    const checks = fc.boolean().chain((bias) =>
      onImages(
        () => [conv(2, 3, { padding: 'same', bias }), batchNorm(), avgPool(2)],
        { epsilon: 0.02 },
        {
          ...many,
          height: fc.constantFrom(4, 6),
          width: fc.constantFrom(4, 6),
        },
      ),
    );
    await check('conv, batchNorm, avgPool', checks);
  });

  it('agree in several parts before maxPool', async () => {
    // Of noise, pixels of one window could come too close; a convolution's would.
    const rest = { epsilon: 0.01, make: apart, window: 2 };
    const limits = { ...many, height: fc.constantFrom(2, 4), width: fc.constantFrom(2, 4) };
    await check(
      'batchNorm in parts, maxPool',
      onImages(() => [batchNorm(), maxPool(2)], rest, limits),
    );
  });

  it("agree after Winograd's way", async () => {
    const limits = { ...many, channels: fc.constant(8), height: upTo(5, 4), width: upTo(5, 4) };
    const images = onImages(() => [conv(2, 3, { padding: 'same' }), batchNorm(), silu()], { epsilon: 0.02 }, limits);
    await check('conv by Winograd, batchNorm, silu', images, 8);
  });
});

describe('the gradients of', () => {
  it('relu agree', () => check('relu', pointwise(relu(), { epsilon: 0.01, make: apart })));
  it('silu agree', () => check('silu', pointwise(silu(), { epsilon: 0.02 })));
  it('gelu agree', () => check('gelu', pointwise(gelu(), { epsilon: 0.02 })));
  it('dropout with a fixed mask agree', () => check('dropout', pointwise(dropout(0.4), { epsilon: WIDE })));

  it('dense agree', async () => {
    const features = fc.record({ inputShape: fc.tuple(upTo(7)), batch: upTo(4), seed, units: upTo(6) });
    await check(
      'dense',
      features.map(({ units, ...rest }) => ({ network: [dense(units)], ...rest, epsilon: WIDE })),
    );
  });

  it('flatten agree, also of what comes in parts', async () => {
    await check(
      'flatten, dense',
      onImages(() => [flatten(), dense(3)], { epsilon: WIDE }),
    );
    const limits = { height: fc.constantFrom(4, 6), width: fc.constantFrom(4, 6) };
    await check(
      'conv, avgPool, flatten',
      onImages(() => [conv(2, 1), avgPool(2), flatten()], { epsilon: WIDE }, limits),
    );
  });

  it('residual agree, also nested, with batchNorm and after a bias that is still to be added', async () => {
    const network = (channels: number): Network => [
      conv(channels, 3, { padding: 'same' }),
      residual(conv(channels, 3, { padding: 'same' }), silu(), residual(conv(channels, 1), gelu())),
      residual(batchNorm()),
    ];
    await check(
      'residual',
      onImages(({ channels }) => network(channels), { epsilon: 0.01 }, { batch: upTo(4, 2) }),
      10,
    );
  });

  it.each([0, 0.1, 0.6])('softmax cross-entropy with label smoothing %d agree', async (smoothing) => {
    await fc.assert(
      fc.asyncProperty(upTo(4), upTo(10, 2), seed, async (batch, classes, s) => {
        const shape: Shape = [batch, classes];
        const labels = Array.from({ length: batch }, (_, i) => (s + i) % classes);
        const error = await gradientError(
          [noise(shape, s, 2)],
          (graph, [logits]) => {
            if (!logits) throw new Error('no logits');
            return softmaxCrossEntropy(graph, logits, graph.integers(labels), smoothing);
          },
          0.02,
        );
        worst.add(`softmax cross-entropy, smoothing ${smoothing}`, error);
      }),
      { numRuns: 12, seed: 20 },
    );
  });

  it('a whole network of smooth layers agree', async () => {
    const network = [
      conv(8, 3, { padding: 'same', bias: false }),
      batchNorm(),
      silu(),
      conv(4, 3),
      avgPool(2),
      dropout(0.25),
      residual(conv(4, 3, { padding: 'same', groups: 4 }), batchNorm(), gelu(), conv(4, 1)),
      flatten(),
      dense(5),
    ];
    worst.add('whole network', await layerError({ network, inputShape: [1, 8, 8], batch: 3, seed: 3, epsilon: 0.005 }));
  });
});
