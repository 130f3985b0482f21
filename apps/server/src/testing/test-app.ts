// The whole application for tests: the released model, and a PGlite of the test's own in a temporary folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentModelFolder, loadRecognizer, loadWeights, type Recognizer } from '@digits/recognizer/node';
import { openStore, type Store } from '@digits/store';
import { type AppParts, createApp } from '../app.js';

export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** The released model's folder. */
export const modelDir = (): string => currentModelFolder(join(ROOT, 'models'));

const COOKIE_SECRET = 'a secret of the tests, which is long enough';

/** What a browser says with each call of its page. */
export const BROWSER = { 'sec-fetch-site': 'same-origin' } as const;

export interface TestApp {
  readonly app: Awaited<ReturnType<typeof createApp>>;
  readonly store: Store;
  readonly recognizer: Recognizer;
  /** Deletes all that was logged by nobody, as without a cookie. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Builds an application without a rate limit, over an embedded database unless the overrides bring a store. */
export async function createTestApp(overrides: Partial<AppParts> = {}): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'digits-server-'));
  const store = overrides.store ?? (await openStore({ dataDir: folder }));
  const recognizer = overrides.recognizer ?? (await loadRecognizer(modelDir()));
  const app = await createApp({
    store,
    recognizer,
    remoteModel: null,
    weights: overrides.weights === undefined ? await loadWeights(modelDir(), recognizer.manifest) : null,
    cookieSecret: COOKIE_SECRET,
    webRoot: join(folder, 'no-page'),
    picturePrivateHosts: [],
    rateLimit: 0,
    operatorToken: null,
    metricsToken: null,
    trustProxy: false,
    logger: false,
    ...overrides,
  });
  return {
    app,
    store,
    recognizer,
    async clear() {
      const { items } = await store.listPredictions({ limit: 1_000, order: 'newest' }, null);
      for (const { id } of items) await store.deletePrediction(id, null);
    },
    async close() {
      await app.close();
      if (!overrides.recognizer) await recognizer.close();
      if (!overrides.store) await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
