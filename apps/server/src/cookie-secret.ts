// The secret that visitors' cookies are signed with: given, or made once and kept in the data folder.
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, reasonOf } from '@digits/service';
import { makeFolder } from '@digits/store';
import { MIN_SECRET_LENGTH, readSecretFile, type SecretSource } from './secret-source.js';

/** Where the secret is: in a setting, in a file that is there already, or in a folder where one is made. */
export type CookieSecretSource = SecretSource | { readonly dataDir: string };

/** Bytes of a secret that is made here; as text they are longer than the fewest characters. */
const SECRET_BYTES = 48;
/** How often, and how long in between, a file is read again that another server has made but not yet filled, ms. */
const READ_ATTEMPTS = 20;
const READ_PAUSE_MS = 50;

const ADVICE = `COOKIE_SECRET to at least ${MIN_SECRET_LENGTH} characters`;

/** Makes the file with a new secret, unless there is one. Of several servers that start at once, one makes it. */
async function makeIfMissing(file: string): Promise<void> {
  try {
    await writeFile(file, `${randomBytes(SECRET_BYTES).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

async function readKept(dataDir: string): Promise<string> {
  const file = join(dataDir, 'cookie-secret');
  try {
    await makeFolder(dataDir);
    await makeIfMissing(file);
    for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
      const secret = (await readFile(file, 'utf8')).trim();
      if (secret.length >= MIN_SECRET_LENGTH) return secret;
      await sleep(READ_PAUSE_MS);
    }
  } catch (error) {
    throw new ConfigError(
      `The secret for visitors' cookies cannot be kept in ${dataDir}: ${reasonOf(error)}. Set ${ADVICE}, or DATA_DIR to a folder that can be written.`,
    );
  }
  throw new ConfigError(`${file} is damaged: delete it, and a new secret is made; visitors are then new ones.`);
}

/**
 * The secret, at least MIN_SECRET_LENGTH characters. Where it is kept in a folder it is the same after each start, and for
 * all servers on that folder.
 * @throws ConfigError, one clear line, when it cannot be read or kept.
 */
export async function loadCookieSecret(source: CookieSecretSource): Promise<string> {
  if ('secret' in source) return source.secret;
  return 'file' in source ? readSecretFile('COOKIE_SECRET_FILE', source.file) : await readKept(source.dataDir);
}
