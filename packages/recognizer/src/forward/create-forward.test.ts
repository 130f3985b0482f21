// The forward pass by hand on small numbers, and both of its runtimes against each other.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Layer } from '../network.js';
import { parameterSpecs } from '../shapes.js';
import { randomImage, randomParameters, residualNetwork } from '../testing/networks.js';
import { dequantizeWeights, quantizeWeights } from '../weights/quantize.js';
import { encodeWeights } from '../weights/weights-file.js';
import { createForward, type ForwardRuntime } from './create-forward.js';

const RUNTIMES: readonly ForwardRuntime[] = ['wasm', 'typed-arrays'];
const RELEASED: readonly Layer[] = [
  { type: 'conv', filters: 24, kernel: 5, stride: 1, padding: 'valid' },
  { type: 'maxPool', size: 2 },
  { type: 'relu' },
  { type: 'flatten' },
  { type: 'dense', units: 10 },
];
const input = { shape: [1, 28, 28], scale: 1 / 255 } as const;
const parametersOf = (network: readonly Layer[]) => randomParameters(network, input.shape, 3);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(RUNTIMES)('createForward on %s', (runtime) => {
  const small = { shape: [1, 3, 3], scale: 0.5 } as const;
  const image = Uint8Array.of(2, 4, 6, 8, 10, 12, 14, 16, 18);
  const run = async (network: readonly Layer[], parameters: Record<string, Float32Array>) => [
    ...(await createForward({ network, input: small }, parameters, { runtime })).forward(image),
  ];

  it('convolves as ONNX does: without turning the kernel, an even kernel’s zeros below and to the right', async () => {
    const network: Layer[] = [{ type: 'conv', filters: 1, kernel: 2, stride: 2, padding: 'same' }, { type: 'flatten' }];
    // The image is 1 … 9.
    const parameters = { '0.weight': Float32Array.of(1, 10, 100, 1000), '0.bias': Float32Array.of(0.5) };
    expect(await run(network, parameters)).toEqual([5421.5, 603.5, 87.5, 9.5]);
  });

  it('flattens channel by channel', async () => {
    const conv = { type: 'conv', filters: 2, kernel: 1, stride: 2, padding: 'valid', bias: false } as const;
    const identity = Float32Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0));
    const parameters = { '0.weight': Float32Array.of(1, -1), '2.weight': identity, '2.bias': new Float32Array(8) };
    const dense: Layer = { type: 'dense', units: 8 };
    expect(await run([conv, { type: 'flatten' }, dense], parameters)).toEqual([1, 3, 7, 9, -1, -3, -7, -9]);
  });

  it('pools: largest values and means', async () => {
    expect(await run([{ type: 'maxPool', size: 2, stride: 1 }, { type: 'flatten' }], {})).toEqual([5, 6, 8, 9]);
    expect(await run([{ type: 'avgPool', size: 2, stride: 1 }, { type: 'flatten' }], {})).toEqual([3, 4, 6, 7]);
    expect(await run([{ type: 'globalAvgPool' }], {})).toEqual([5]);
  });

  it('adds a residual layer’s input to what its layers make of it', async () => {
    const network: Layer[] = [{ type: 'residual', layers: [{ type: 'residual', layers: [] }] }, { type: 'flatten' }];
    expect(await run(network, {})).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27]);
  });

  it('computes silu and gelu', async () => {
    const flatten: Layer = { type: 'flatten' };
    const [silu] = await run([{ type: 'silu' }, flatten], {});
    const [gelu] = await run([{ type: 'gelu' }, flatten], {});
    expect([silu, gelu]).toEqual([expect.closeTo(0.7310586, 6), expect.closeTo(0.8413447, 6)]);
  });

  it('gives the same answer again, each in an array of its own', async () => {
    const { forward } = await createForward({ network: RELEASED, input }, parametersOf(RELEASED), { runtime });
    const first = forward(randomImage(input.shape, 1));
    const kept = first.slice();
    expect(forward(randomImage(input.shape, 2))).not.toEqual(kept);
    expect(first).toEqual(kept);
    expect(forward(randomImage(input.shape, 1))).toEqual(kept);
  });

  it('runs weights.bin as the numbers that it stands for', async () => {
    const quantized = quantizeWeights(parametersOf(RELEASED), parameterSpecs(RELEASED, input.shape));
    const model = { network: RELEASED, input };
    const fromFile = await createForward(model, encodeWeights(quantized), { runtime });
    const fromNumbers = await createForward(model, dequantizeWeights(quantized), { runtime });
    const digit = randomImage(input.shape, 1);
    expect(fromFile.forward(digit)).toEqual(fromNumbers.forward(digit));
  });

  it('refuses a weights.bin of which a byte is another than the manifest’s checksum says', async () => {
    const bytes = encodeWeights(quantizeWeights(parametersOf(RELEASED), parameterSpecs(RELEASED, input.shape)));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const model = { network: RELEASED, input, weights: { sha256 } };
    await expect(createForward(model, bytes, { runtime })).resolves.toMatchObject({ runtime });
    const damaged = bytes.slice();
    damaged[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await expect(createForward(model, damaged, { runtime })).rejects.toThrow(
      /^weights\.bin has SHA-256 .* it is damaged, or of another model\.$/,
    );
  });

  it('shows what every layer made, in order', async () => {
    const network: Layer[] = [
      {
        type: 'residual',
        layers: [{ type: 'conv', filters: 1, kernel: 1, stride: 1, padding: 'same' }, { type: 'relu' }],
      },
      { type: 'flatten' },
    ];
    const parameters = { '0.0.weight': Float32Array.of(2), '0.0.bias': Float32Array.of(-10) };
    const { forwardWithActivations } = await createForward({ network, input: small }, parameters, { runtime });
    const { logits, activations } = forwardWithActivations(image);
    expect(activations.map(({ place, type, shape }) => `${place} ${type} ${shape.join('×')}`)).toEqual([
      '0.0 conv 1×3×3',
      '0.1 relu 1×3×3',
      '0 residual 1×3×3',
      '1 flatten 9',
    ]);
    expect(activations.map(({ values }) => values.slice(3, 7))).toEqual([
      Float32Array.of(-2, 0, 2, 4),
      Float32Array.of(0, 0, 2, 4),
      Float32Array.of(4, 5, 8, 11),
      Float32Array.of(4, 5, 8, 11),
    ]);
    expect(logits).toEqual(activations.at(-1)?.values);
  });

  it('refuses an image of another size, and parameters that are not the network’s', async () => {
    const { forward } = await createForward({ network: RELEASED, input }, parametersOf(RELEASED), { runtime });
    expect(() => forward(new Uint8Array(100))).toThrow('An image has 100 bytes, the model takes 784.');
    const { '0.bias': _, ...parameters } = parametersOf(RELEASED);
    await expect(createForward({ network: RELEASED, input }, parameters, { runtime })).rejects.toThrow(
      '0.bias has 0 values; the network needs 24.',
    );
  });
});

describe('the two runtimes', () => {
  /** Only roundings may differ: typed arrays add up in double precision. */
  function expectSame(a: Float32Array, b: Float32Array): void {
    expect(a.length).toBe(b.length);
    a.forEach((z, i) => void expect(z).toBeCloseTo(b[i] ?? Number.NaN, 4));
  }

  it('agree on a residual network', async () => {
    const network = residualNetwork(32, 48, 64);
    const parameters = parametersOf(network);
    const logitsOf = async (runtime: ForwardRuntime) =>
      (await createForward({ network, input }, parameters, { runtime })).forward(randomImage(input.shape, 5));
    expectSame(await logitsOf('wasm'), await logitsOf('typed-arrays'));
  });

  it('agree on any convolution', async () => {
    const settings = fc.record({
      filters: fc.integer({ min: 1, max: 20 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.constantFrom('same', 'valid'),
      bias: fc.boolean(),
      side: fc.integer({ min: 4, max: 9 }),
      channels: fc.integer({ min: 1, max: 10 }),
      depthwise: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ side, channels, depthwise, ...conv }) => {
        const shape = [channels, side, side + 1] as const;
        const grouped = depthwise ? { ...conv, filters: channels, groups: channels } : conv;
        const network: Layer[] = [{ type: 'conv', ...grouped }, { type: 'flatten' }];
        const parameters = randomParameters(network, shape, 7);
        const digit = randomImage(shape, 1);
        const logitsOf = async (runtime: ForwardRuntime) =>
          (await createForward({ network, input: { shape, scale: 0.01 } }, parameters, { runtime })).forward(digit);
        expectSame(await logitsOf('wasm'), await logitsOf('typed-arrays'));
      }),
      { numRuns: 200 },
    );
  });

  it('are taken in turn: WebAssembly where it works', async () => {
    const create = (runtime?: 'wasm') =>
      createForward({ network: RELEASED, input }, parametersOf(RELEASED), runtime ? { runtime } : {});
    expect((await create()).runtime).toBe('wasm');
    // As with a Content-Security-Policy that forbids it.
    const forbidden = () => Promise.reject(new WebAssembly.CompileError('violates the Content Security Policy'));
    vi.stubGlobal('WebAssembly', { ...WebAssembly, Memory: WebAssembly.Memory, instantiate: forbidden });
    expect((await create()).runtime).toBe('typed-arrays');
    await expect(create('wasm')).rejects.toThrow('WebAssembly with SIMD is missing here');
    vi.stubGlobal('WebAssembly', undefined);
    expect((await create()).runtime).toBe('typed-arrays');
  });
});

it('the WebAssembly module is what its source makes', () => {
  const script = fileURLToPath(new URL('../../wasm/generate.js', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
