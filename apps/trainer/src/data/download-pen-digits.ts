// Fetches the pen digits from their public archive; they count only once their content has the right SHA-256.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeFolder, writeWhole } from '../output/write-files.js';
import { checkPenDigits, loadCheckedPenDigits } from './check-pen-digits.js';
import { fetchFile } from './fetch-file.js';
import { findPenDigits, PEN_DIGITS_FILE } from './load-pen-digits.js';
import { PEN_DIGITS_ADDRESSES, penDigitsLines, readPenDigitsArchive } from './pen-digits-archive.js';

const OTHERWISE = `Without a way to the internet, copy ${PEN_DIGITS_FILE}.gz into a folder and set STROKES_DIR to it.`;

/**
 * Makes sure that the pen digits are in `folder`: keeps them when they are there and right, else fetches and converts them.
 * @param say Told when it is done.
 * @throws UserError when the file that is there is wrong (it is left as it is), or no address gives it.
 */
export async function downloadPenDigits(
  folder: string,
  say: (line: string) => void,
  addresses: readonly string[] = PEN_DIGITS_ADDRESSES,
): Promise<void> {
  const found = findPenDigits(folder);
  if (found) {
    loadCheckedPenDigits(folder);
    say(`${found}: already there, checksum right`);
    return;
  }
  await makeFolder(folder);
  const name = `${PEN_DIGITS_FILE}.gz`;
  const digits = await fetchFile(
    addresses,
    (url, content) => {
      const read = readPenDigitsArchive(url, content);
      checkPenDigits(url, read);
      return read;
    },
    { name, otherwise: OTHERWISE },
  );
  const packed = gzipSync(penDigitsLines(digits), { level: 9 });
  const path = join(folder, name);
  await writeWhole(path, packed);
  say(`${path}: fetched, ${(packed.length / 1e6).toFixed(1)} MB, checksum right`);
}
