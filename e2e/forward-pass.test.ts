// The forward pass in a real browser: on WebAssembly where the page's policy allows it, quietly on typed arrays where not.
import { fileURLToPath } from 'node:url';
import { createForward } from '@digits/recognizer';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomImage, randomParameters, residualNetwork } from '../packages/recognizer/src/testing/networks.js';
import { hasBrowser, launchBrowser, watchForProblems } from './support/browser.js';

const shape = [1, 28, 28] as const;
const network = residualNetwork(8, 16, 16);
const model = { network, input: { shape, scale: 1 / 255 } };
const parameters = randomParameters(network, shape, 1);
const image = randomImage(shape, 1);

const PAGE = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="main.js"></script>';
/** Vitest rewrites imports in this file, so the page has its own. */
const MAIN = "import * as recognizer from './recognizer.js'; globalThis.recognizer = recognizer;";

/** The browser's half of packages/recognizer as one module. */
async function bundleRecognizer(): Promise<string> {
  const input = fileURLToPath(new URL('../packages/recognizer/dist/index.js', import.meta.url));
  const rolldownOptions = { input, preserveEntrySignatures: 'strict' } as const;
  const result = await build({ configFile: false, logLevel: 'error', build: { write: false, rolldownOptions } });
  const [bundle] = [result].flat();
  const chunk = bundle && 'output' in bundle ? bundle.output[0] : undefined;
  if (!chunk) throw new Error('Vite made nothing of packages/recognizer.');
  return chunk.code;
}

describe.skipIf(!hasBrowser)('the forward pass in Chromium', () => {
  let browser: Browser;
  let code = '';
  beforeAll(async () => {
    [browser, code] = await Promise.all([launchBrowser(), bundleRecognizer()]);
  });
  afterAll(() => browser?.close());

  it.each([
    ['wasm', "default-src 'self' 'wasm-unsafe-eval'"],
    ['typed-arrays', "default-src 'self'"],
  ])('takes %s where the policy is %s, and computes what Node does', async (runtime, policy) => {
    const page = await browser.newPage();
    const problems = watchForProblems(page);
    await page.route('**/*', (route) => {
      const { pathname } = new URL(route.request().url());
      const [contentType, body] =
        pathname === '/' ? ['text/html', PAGE] : ['text/javascript', pathname === '/main.js' ? MAIN : code];
      return route.fulfill({ contentType, headers: { 'content-security-policy': `${policy}; img-src data:` }, body });
    });
    await page.goto('http://localhost/');
    const numbers = Object.entries(parameters).map(([name, values]) => [name, [...values]] as const);
    const answer = await page.evaluate(
      async ({ numbers, model, image }) => {
        const { recognizer } = globalThis as unknown as { recognizer: { createForward: typeof createForward } };
        const weights = Object.fromEntries(numbers.map(([name, values]) => [name, Float32Array.from(values)]));
        const { runtime, forward } = await recognizer.createForward(model, weights);
        return { runtime, logits: [...forward(Uint8Array.from(image))] };
      },
      { numbers, model, image: [...image] },
    );
    const expected = (await createForward(model, parameters)).forward(image);
    expect(answer.runtime).toBe(runtime);
    expect(answer.logits).toEqual([...expected].map((z) => expect.closeTo(z, 4)));
    expect(problems).toEqual([]);
    await page.close();
  });
});
