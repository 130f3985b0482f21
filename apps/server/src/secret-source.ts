// Secrets as they are given: in a setting, or in a file, as container platforms hand them over. None has a default.
import { readFile } from 'node:fs/promises';
import { ConfigError } from '@digits/service';

/** Where a secret is. */
export type SecretSource = { readonly secret: string } | { readonly file: string };

/** The fewest characters of a secret. */
export const MIN_SECRET_LENGTH = 32;

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The text of `file`, without space around it.
 * @param setting Its name, for the message.
 * @throws ConfigError, one clear line, when it cannot be read or is empty.
 */
export async function readSettingFile(setting: string, file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigError(`${setting}=${file} cannot be read: ${reasonOf(error)}.`);
  });
  const value = text.trim();
  if (value === '') throw new ConfigError(`${setting}=${file} is empty.`);
  return value;
}

/**
 * The secret in `file`, at least MIN_SECRET_LENGTH characters.
 * @throws ConfigError, one clear line without anything of the secret in it.
 */
export async function readSecretFile(setting: string, file: string): Promise<string> {
  const secret = await readSettingFile(setting, file);
  if (secret.length >= MIN_SECRET_LENGTH) return secret;
  throw new ConfigError(
    `${setting}=${file} holds ${secret.length} characters: a secret has at least ${MIN_SECRET_LENGTH}.`,
  );
}

/** The secret; null where none is given. @param setting The name of the setting with the file. @throws ConfigError */
export async function loadSecret(setting: string, source: SecretSource | null): Promise<string | null> {
  if (source === null) return null;
  return 'secret' in source ? source.secret : await readSecretFile(setting, source.file);
}
