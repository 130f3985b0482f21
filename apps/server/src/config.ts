// The server's settings, from environment variables.
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentModelFolder } from '@digits/recognizer/node';
import { ConfigError, defaultLogLevel, readSetting, type Setting, serviceSettings, wholeNumber } from '@digits/service';
import type { StoreOptions } from '@digits/store';
import { z } from 'zod';
import type { CookieSecretSource } from './cookie-secret.js';
import type { RemoteModelOptions } from './models/remote-model.js';
import { isToken, MIN_SECRET_LENGTH, readSettingFile, type SecretSource } from './secret-source.js';

/** The repository's root: files that are not given otherwise are found from here. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly store: StoreOptions;
  readonly cookieSecret: CookieSecretSource;
  /** Null where nobody is the operator. */
  readonly operatorToken: SecretSource | null;
  /** Null where metrics need no token. */
  readonly metricsToken: SecretSource | null;
  readonly modelDir: string;
  readonly remoteModel: RemoteModelOptions | null;
  readonly webRoot: string;
  readonly logLevel: string;
  readonly picturePrivateHosts: readonly string[];
  readonly rateLimit: number;
  readonly trustProxy: false | 1 | string;
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

const secret = {
  schema: z.string().min(MIN_SECRET_LENGTH),
  should: `a secret of at least ${MIN_SECRET_LENGTH} characters`,
  isSecret: true,
} as const;
const token = {
  ...secret,
  schema: secret.schema.refine(isToken),
  should: `a token of at least ${MIN_SECRET_LENGTH} letters, digits and signs of ASCII, without spaces`,
} as const;
const secretFile = { schema: z.string(), should: 'a file with a secret' } as const;

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
  DATABASE_URL_FILE: { schema: z.string(), should: 'a file with the address of a database' },
  COOKIE_SECRET: secret,
  COOKIE_SECRET_FILE: secretFile,
  OPERATOR_TOKEN: token,
  OPERATOR_TOKEN_FILE: secretFile,
  METRICS_TOKEN: token,
  METRICS_TOKEN_FILE: secretFile,
  RATE_LIMIT: {
    schema: wholeNumber(0, 1e9),
    should: 'requests a minute for one address or visitor, or 0 for no limits',
  },
  PICTURE_PRIVATE_HOSTS: {
    schema: z
      .string()
      .refine(areNetworks)
      .transform((list) => list.split(',').map((item) => item.trim())),
    should: 'the addresses of picture servers on a private network, such as 10.0.0.7,192.168.1.0/24',
  },
  TRUST_PROXY: {
    schema: z.union([
      // Whoever connects, and nobody before: a client may have written the rest of X-Forwarded-For itself.
      z.literal('true').transform(() => 1 as const),
      z.literal('false').transform(() => false as const),
      z.string().refine(areNetworks),
    ]),
    should: 'true, false, or the addresses of the proxies in front, such as 10.0.0.0/8',
  },
} as const satisfies Record<string, Setting>;

type Name = keyof typeof settings;

/** The setting's value; `fallback` where the variable is unset or empty. */
const read = <N extends Name, D>(env: NodeJS.ProcessEnv, name: N, fallback: D) =>
  readSetting(settings, env, name, fallback);

/** A setting that may be in a file; null where neither is set. */
function readOneOf(env: NodeJS.ProcessEnv, name: Name, fileName: Name): { value: string } | { file: string } | null {
  const value = read(env, name, null) as string | null;
  const file = read(env, fileName, null) as string | null;
  if (value !== null && file !== null)
    throw new ConfigError(`${name} and ${fileName} are both set: unset one of them.`);
  if (value !== null) return { value };
  return file === null ? null : { file: resolve(ROOT, file) };
}

function readSecret(env: NodeJS.ProcessEnv, name: 'COOKIE_SECRET' | 'OPERATOR_TOKEN' | 'METRICS_TOKEN') {
  const source = readOneOf(env, name, `${name}_FILE`);
  return source && 'value' in source ? { secret: source.value } : source;
}

function readDatabaseUrl(env: NodeJS.ProcessEnv): string | null {
  const source = readOneOf(env, 'DATABASE_URL', 'DATABASE_URL_FILE');
  if (source === null || 'value' in source) return source?.value ?? null;
  return readSettingFile('DATABASE_URL_FILE', source.file);
}

/** The cookies' secret; in production over a database that other servers may share, it must be given. */
function readCookieSecret(env: NodeJS.ProcessEnv, dataDir: string, hasDatabaseUrl: boolean): CookieSecretSource {
  const source = readSecret(env, 'COOKIE_SECRET');
  if (source !== null) return source;
  if (env.NODE_ENV === 'production' && hasDatabaseUrl) {
    throw new ConfigError(
      `Set COOKIE_SECRET, or COOKIE_SECRET_FILE, to at least ${MIN_SECRET_LENGTH} characters: in production every server of a database has the same one, so none is made.`,
    );
  }
  return { dataDir };
}

/**
 * Reads and checks the settings.
 * @throws ConfigError about the first that cannot be used; ModelError where no model is released and none is named.
 */
export function readConfig(env: NodeJS.ProcessEnv, isTerminal: boolean): Config {
  const databaseUrl = readDatabaseUrl(env);
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
    cookieSecret: readCookieSecret(env, dataDir, databaseUrl !== null),
    operatorToken: readSecret(env, 'OPERATOR_TOKEN'),
    metricsToken: readSecret(env, 'METRICS_TOKEN'),
    logLevel: read(env, 'LOG_LEVEL', defaultLogLevel(env, isTerminal, 'start')),
    picturePrivateHosts: read(env, 'PICTURE_PRIVATE_HOSTS', []),
    rateLimit: read(env, 'RATE_LIMIT', 300),
    trustProxy: read(env, 'TRUST_PROXY', false as const),
    modelDir: modelDir === null ? currentModelFolder(join(ROOT, 'models')) : resolve(ROOT, modelDir),
    remoteModel: modelUrl === null ? null : { url: modelUrl, timeoutMs },
    webRoot: join(ROOT, 'apps/web/dist'),
  };
}
