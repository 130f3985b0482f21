// Secrets as they are given: in a setting, or in a file, as container platforms hand them over. None has a default.
import { readFileSync } from 'node:fs';
import { ConfigError, reasonOf } from '@digits/service';

/** Where a secret is. */
export type SecretSource = { readonly secret: string } | { readonly file: string };

/** The fewest characters of a secret. */
export const MIN_SECRET_LENGTH = 32;

/** What a header can carry: visible characters of ASCII. */
const TOKEN = /^[\x21-\x7e]*$/;

/** Whether `text` can be sent as a token. */
export const isToken = (text: string): boolean => TOKEN.test(text);

/**
 * The text of `file`, without space around it.
 * @param setting Its name, for the message.
 * @throws ConfigError, one clear line, when it cannot be read or is empty.
 */
export function readSettingFile(setting: string, file: string): string {
  let value: string;
  try {
    value = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${setting}=${file} cannot be read: ${reasonOf(error)}.`);
  }
  if (value === '') throw new ConfigError(`${setting}=${file} is empty.`);
  return value;
}

/**
 * The secret in `file`, at least MIN_SECRET_LENGTH characters.
 * @throws ConfigError, one clear line without anything of the secret in it.
 */
export function readSecretFile(setting: string, file: string): string {
  const secret = readSettingFile(setting, file);
  if (secret.length >= MIN_SECRET_LENGTH) return secret;
  throw new ConfigError(
    `${setting}=${file} holds ${secret.length} characters: a secret has at least ${MIN_SECRET_LENGTH}.`,
  );
}

/**
 * The token; null where none is given.
 * @param setting The name of the setting with the file.
 * @throws ConfigError, one clear line without anything of the token in it, also where no header could carry it.
 */
export function loadToken(setting: string, source: SecretSource | null): string | null {
  if (source === null) return null;
  if ('secret' in source) return source.secret;
  const token = readSecretFile(setting, source.file);
  if (isToken(token)) return token;
  throw new ConfigError(
    `${setting}=${source.file} holds what cannot be sent as a token: it has letters, digits and signs of ASCII, and no spaces.`,
  );
}
