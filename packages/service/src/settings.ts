// Settings from environment variables: each read, checked, and told in one line what it should be.
import { z } from 'zod';
import { ConfigError } from './config-error.js';

export interface Setting {
  /** Takes the variable's text. */
  readonly schema: z.ZodType;
  /** What it should be, for the message about one that is not. */
  readonly should: string;
  /** True where a message must not quote the value. */
  readonly isSecret?: boolean;
}

/** Decimal digits, from `min` to `max`. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The settings that every service has. */
export const serviceSettings = {
  PORT: { schema: wholeNumber(0, 65_535), should: 'a port, 0–65535' },
  HOST: { schema: z.string().regex(/^[\w.:-]+$/), should: 'an address of this machine, such as 127.0.0.1 or 0.0.0.0' },
  LOG_LEVEL: { schema: z.enum(LOG_LEVELS), should: `one of ${LOG_LEVELS.join(', ')}` },
} as const satisfies Record<string, Setting>;

/**
 * Reads a variable of `env` as one of `settings`.
 * @returns its value, or `fallback` where the variable is unset or empty
 * @throws ConfigError where it is not what it should be
 */
export function readSetting<S extends Record<string, Setting>, N extends keyof S & string, D>(
  settings: S,
  env: NodeJS.ProcessEnv,
  name: N,
  fallback: D,
): z.output<S[N]['schema']> | D {
  const text = env[name];
  const setting: Setting | undefined = settings[name];
  if (text === undefined || text === '' || !setting) return fallback;
  const result = setting.schema.safeParse(text);
  if (!result.success) {
    const value = setting.isSecret ? '' : `=${text}`;
    throw new ConfigError(`${name}${value} is not possible: it should be ${setting.should}.`);
  }
  return result.data as z.output<S[N]['schema']>;
}

/**
 * Quiet where a person looks on; otherwise a line for each request.
 * @param command the npm command that people start the service by
 */
export function defaultLogLevel(env: NodeJS.ProcessEnv, isTerminal: boolean, command: string): string {
  return isTerminal || env.npm_lifecycle_event === command ? 'warn' : 'info';
}
