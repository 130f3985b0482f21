// A page in real Chromium in which a bundled module runs.
import { launchChromium } from '../chromium.js';

/** Isolated from other origins, so that the page's clock is fine enough for milliseconds. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'content-security-policy': "default-src 'self' 'wasm-unsafe-eval'",
};

/**
 * Calls a function of a module in a page, with arguments that JSON can carry.
 * @param {{executablePath: string, code: string, call: string, argument: object}} options
 *   `call`: the name of an exported function, which takes `argument` with its arrays of numbers made Uint8Arrays.
 */
export async function runInChromium({ executablePath, code, call, argument }) {
  const browser = await launchChromium(executablePath);
  try {
    const page = await browser.newPage();
    await page.route('**/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', headers: HEADERS, body: code })
        : route.fulfill({ contentType: 'text/html', headers: HEADERS, body: '<!doctype html><title>bench</title>' }),
    );
    await page.goto('http://localhost/');
    const result = await page.evaluate(
      async ([name, given]) => {
        if (!globalThis.crossOriginIsolated) throw new Error('The page is not isolated: its clock is too coarse.');
        const module = await import('/module.js');
        const bytes = Object.entries(given).map(([key, value]) => [
          key,
          Array.isArray(value) && typeof value[0] === 'number' ? Uint8Array.from(value) : value,
        ]);
        return module[name](Object.fromEntries(bytes));
      },
      /** @type {const} */ ([call, argument]),
    );
    return { version: browser.version(), result };
  } finally {
    await browser.close();
  }
}
