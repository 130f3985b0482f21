// Times the forward pass. Runs in Node and, bundled, in a browser's page.
import { createForward } from '@digits/recognizer';

/**
 * @typedef {object} Measured
 * @property {number} ready From the weights' bytes to a network that can run, ms.
 * @property {readonly number[]} times Each image's, ms.
 */

/**
 * Runs one image again and again, on each runtime in turn.
 * @param {{network: readonly import('@digits/recognizer').Layer[], weights: Uint8Array, image: Uint8Array, rounds: number, runs: number}} options
 * @returns {Promise<Record<import('@digits/recognizer').ForwardRuntime, Measured>>}
 */
export async function measure({ network, weights, image, rounds, runs }) {
  const model = { network, input: /** @type {const} */ ({ shape: [1, 28, 28], scale: 1 / 255 }) };
  const prepare = async (/** @type {import('@digits/recognizer').ForwardRuntime} */ runtime) => {
    const start = performance.now();
    const { forward } = await createForward(model, weights, { runtime });
    return { forward, ready: performance.now() - start, times: /** @type {number[]} */ ([]) };
  };
  const runtimes = { wasm: await prepare('wasm'), 'typed-arrays': await prepare('typed-arrays') };
  // The first round only warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const { forward, times } of Object.values(runtimes)) {
      for (let i = 0; i < runs; i++) {
        const start = performance.now();
        forward(image);
        if (round > 0) times.push(performance.now() - start);
      }
    }
  }
  const result = ({ ready, times }) => ({ ready, times });
  return { wasm: result(runtimes.wasm), 'typed-arrays': result(runtimes['typed-arrays']) };
}
