// The server's settings, from environment variables.
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentModelFolder } from '@digits/recognizer/node';
import { ConfigError, defaultLogLevel, readSetting, type Setting, serviceSettings, wholeNumber } from '@digits/service';
import type { StoreOptions } from '@digits/store';
import { z } from 'zod';
import { type CookieSecretSource, MIN_SECRET_LENGTH } from './cookie-secret.js';
import type { RemoteModelOptions } from './models/remote-model.js';

/** The repository's root: files that are not given otherwise are found from here. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly store: StoreOptions;
  readonly cookieSecret: CookieSecretSource;
  readonly modelDir: string;
  readonly remoteModel: RemoteModelOptions | null;
  readonly webRoot: string;
  readonly logLevel: string;
  readonly picturePrivateHosts: readonly string[];
  readonly rateLimit: number;
  readonly trustProxy: boolean | string;
}

/** Whether `text` is an address, or a range of them as address/bits. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** Whether `text` is the address of a server that is spoken to over HTTP, without a user or a query. */
function isServerAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}

/** A list of networks, separated by commas. */
const areNetworks = (list: string): boolean => list.split(',').every((item) => isNetwork(item.trim()));

/** Each setting with what it should be, for the message about one that is not. */
const settings = {
  ...serviceSettings,
  DATA_DIR: { schema: z.string().refine((path) => !path.includes('\0')), should: 'a folder' },
  DATABASE_URL: { schema: z.string(), should: 'postgresql://user:password@host:5432/database' },
  DATABASE_WAIT: {
    schema: wholeNumber(0, 3_600),
    should: 'how long to wait for a database that is starting, 0–3600 s',
  },
  SPOOL_LIMIT: { schema: wholeNumber(1, 1e6), should: 'what the spool may take of the disk, 1–1000000 MB' },
  MODEL_DIR: { schema: z.string(), should: 'a folder with model.onnx and manifest.json' },
  MODEL_URL: {
    schema: z.string().refine(isServerAddress),
    should: 'the address of a model server, such as http://127.0.0.1:8000',
    // It may have a password, which it should not.
    isSecret: true,
  },
  MODEL_TIMEOUT: { schema: wholeNumber(10, 60_000), should: 'how long a model server may take, 10–60000 ms' },
  COOKIE_SECRET: {
    schema: z.string().min(MIN_SECRET_LENGTH),
    should: `a secret of at least ${MIN_SECRET_LENGTH} characters`,
    isSecret: true,
  },
  COOKIE_SECRET_FILE: { schema: z.string(), should: 'a file with a secret' },
  RATE_LIMIT: { schema: wholeNumber(0, 1e9), should: 'requests a minute for one address, or 0 for no limit' },
  PICTURE_PRIVATE_HOSTS: {
    schema: z
      .string()
      .refine(areNetworks)
      .transform((list) => list.split(',').map((item) => item.trim())),
    should: 'the addresses of picture servers on a private network, such as 10.0.0.7,192.168.1.0/24',
  },
  TRUST_PROXY: {
    schema: z.union([
      z.literal('true').transform(() => true),
      z.literal('false').transform(() => false),
      z.string().refine(areNetworks),
    ]),
    should: 'true, false, or the addresses of the proxies in front, such as 10.0.0.0/8',
  },
} as const satisfies Record<string, Setting>;

type Name = keyof typeof settings;

/** The setting's value; `fallback` where the variable is unset or empty. */
const read = <N extends Name, D>(env: NodeJS.ProcessEnv, name: N, fallback: D) =>
  readSetting(settings, env, name, fallback);

function readCookieSecret(env: NodeJS.ProcessEnv, dataDir: string): CookieSecretSource {
  const secret = read(env, 'COOKIE_SECRET', null);
  const file = read(env, 'COOKIE_SECRET_FILE', null);
  if (secret !== null && file !== null) {
    throw new ConfigError('COOKIE_SECRET and COOKIE_SECRET_FILE are both set: unset one of them.');
  }
  if (secret !== null) return { secret };
  return file === null ? { dataDir } : { file: resolve(ROOT, file) };
}

/**
 * Reads and checks the settings.
 * @throws ConfigError about the first that cannot be used; ModelError where no model is released and none is named.
 */
export function readConfig(env: NodeJS.ProcessEnv, isTerminal: boolean): Config {
  const databaseUrl = read(env, 'DATABASE_URL', null);
  const dataDir = resolve(ROOT, read(env, 'DATA_DIR', 'data'));
  const modelDir = read(env, 'MODEL_DIR', null);
  const modelUrl = read(env, 'MODEL_URL', null);
  const timeoutMs = read(env, 'MODEL_TIMEOUT', 1_000);
  return {
    host: read(env, 'HOST', '127.0.0.1'),
    port: read(env, 'PORT', 8501),
    store: {
      dataDir,
      ...(databaseUrl !== null && { databaseUrl }),
      waitMs: 1_000 * read(env, 'DATABASE_WAIT', 30),
      maxSpoolBytes: 1e6 * read(env, 'SPOOL_LIMIT', 1_000),
    },
    cookieSecret: readCookieSecret(env, dataDir),
    logLevel: read(env, 'LOG_LEVEL', defaultLogLevel(env, isTerminal, 'start')),
    picturePrivateHosts: read(env, 'PICTURE_PRIVATE_HOSTS', []),
    rateLimit: read(env, 'RATE_LIMIT', 300),
    trustProxy: read(env, 'TRUST_PROXY', false),
    modelDir: modelDir === null ? currentModelFolder(join(ROOT, 'models')) : resolve(ROOT, modelDir),
    remoteModel: modelUrl === null ? null : { url: modelUrl, timeoutMs },
    webRoot: join(ROOT, 'apps/web/dist'),
  };
}
