// A prediction's id is chosen here, once a drawing, so that sending a drawing again is the same prediction.
import type { Drawing } from '../drawing/drawing.js';

/** A random UUID, version 4 (RFC 9562). crypto.randomUUID exists only on https and localhost, not on http in a LAN. */
export function randomUuid(
  source: Pick<Crypto, 'getRandomValues'> & Partial<Pick<Crypto, 'randomUUID'>> = crypto,
): string {
  if (source.randomUUID) return source.randomUUID();
  const bytes = source.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const ids = new WeakMap<Drawing, string>();

/** Ids of predictions that were deleted: their drawings are as if they had never been sent. */
const forgotten = new Set<string>();

/** Forgets that anything was sent under this id. */
export const forgetPredictionId = (id: string): void => void forgotten.add(id);

/** The id under which this very drawing was sent; null where it never was. */
export function knownPredictionId(drawing: Drawing): string | null {
  const id = ids.get(drawing);
  return id === undefined || forgotten.has(id) ? null : id;
}

/** Says under which id this drawing was sent before the page was loaded. */
export function assignPredictionId(drawing: Drawing, id: string): void {
  ids.set(drawing, id);
}

/** The id under which this very drawing is, or will be, logged. */
export function predictionIdOf(drawing: Drawing): string {
  const id = knownPredictionId(drawing) ?? randomUuid();
  ids.set(drawing, id);
  return id;
}
