// Makes the secrets of a set of containers, each once: those of the application in /secrets/application, which the database reads too, and
// the database superuser's in /secrets/database. What is there stays as it is.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const APPLICATION = '/secrets/application';
const DATABASE = '/secrets/database';

/** The secret in a file, which is made where it is missing. Volumes are what keeps others out: the file itself may be read by each service's user. */
function secret(/** @type {string} */ file, make = () => randomBytes(32).toString('hex')) {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const unfinished = `${file}.new`;
  // One that was cut short, which may not be written any more.
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, make(), { mode: 0o444, flush: true });
  // Whole or not at all, however this ends.
  renameSync(unfinished, file);
  process.stdout.write(`Made ${file}\n`);
  return readFileSync(file, 'utf8');
}

secret(`${DATABASE}/superuser-password`);
secret(`${APPLICATION}/cookie-secret`);
secret(`${APPLICATION}/operator-token`);
secret(`${APPLICATION}/metrics-token`);
const password = secret(`${APPLICATION}/database-password`);
secret(`${APPLICATION}/database-url`, () => `postgres://digits:${password}@database:5432/digits`);
