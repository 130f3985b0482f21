// The model server's settings, from environment variables.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, defaultLogLevel, readSetting, type Setting, serviceSettings, wholeNumber } from '@digits/service';
import { z } from 'zod';

/** The repository's root: folders that are not given otherwise are found from here. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** Has a folder for the model, with a folder for each version and current.json. */
  readonly modelsDir: string;
  /** How often released versions are looked for, seconds. */
  readonly pollSeconds: number;
  /** Images in one run of the network, at most. */
  readonly maxBatch: number;
  /** Images that may wait for a version, at most. */
  readonly maxQueue: number;
  /** Images in one request, at most. */
  readonly maxImages: number;
  /** Processor cores for one run. */
  readonly threads: number;
}

const settings = {
  ...serviceSettings,
  MODELS_DIR: { schema: z.string(), should: 'a folder of released models' },
  MODELS_POLL: { schema: wholeNumber(1, 86_400), should: 'seconds between looks for new releases, 1–86400' },
  MAX_BATCH: { schema: wholeNumber(1, 1_000), should: 'images in one run of the network, 1–1000' },
  MAX_QUEUE: { schema: wholeNumber(1, 1e6), should: 'images that may wait, 1–1000000' },
  MAX_IMAGES: { schema: wholeNumber(1, 10_000), should: 'images in one request, 1–10000' },
  THREADS: { schema: wholeNumber(1, 256), should: 'processor cores for one run of the network, 1–256' },
} as const satisfies Record<string, Setting>;

/**
 * Reads and checks the settings.
 * @throws ConfigError about the first that cannot be used
 */
export function readConfig(env: NodeJS.ProcessEnv, isTerminal: boolean): Config {
  const read = <N extends keyof typeof settings, D>(name: N, fallback: D) => readSetting(settings, env, name, fallback);
  const maxQueue = read('MAX_QUEUE', 1_024);
  const maxImages = read('MAX_IMAGES', Math.min(256, maxQueue));
  if (maxImages > maxQueue) {
    throw new ConfigError(
      `MAX_IMAGES=${maxImages} is not possible: no request may have more images than the queue, MAX_QUEUE=${maxQueue}.`,
    );
  }
  return {
    host: read('HOST', '127.0.0.1'),
    port: read('PORT', 8000),
    logLevel: read('LOG_LEVEL', defaultLogLevel(env, isTerminal, 'model-server')),
    modelsDir: resolve(ROOT, read('MODELS_DIR', join(ROOT, 'models'))),
    pollSeconds: read('MODELS_POLL', 5),
    maxBatch: read('MAX_BATCH', 32),
    maxQueue,
    maxImages,
    threads: read('THREADS', 1),
  };
}
