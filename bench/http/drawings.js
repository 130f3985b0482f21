// Real drawings as requests: the strokes of people that no model was trained on where they are here, else those of the pen digits.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/**
 * Reads up to `count` drawings of digits.
 * @param {string} file JSON lines with label, size and strokes, gzipped or not
 * @returns {Promise<{size: number, strokes: number[][][], label: number}[]>}
 */
export async function readDrawings(file, count = 1_000) {
  const bytes = createReadStream(file);
  const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const drawings = [];
  for await (const line of createInterface({ input })) {
    const { size, strokes, label } = JSON.parse(line);
    if (/^\d$/.test(String(label))) drawings.push({ size, strokes, label: Number(label) });
    if (drawings.length === count) break;
  }
  bytes.destroy();
  return drawings;
}
