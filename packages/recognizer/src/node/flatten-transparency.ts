// Transparent pictures onto a ground on which their ink can be seen.
import type { Sharp } from 'sharp';

/** Opaque pixels this far from their usual grey, levels … */
const APART = 64;

/** … are ink on an opaque ground when they are at least this share of all that is opaque; else what is opaque is the ink. */
const INK_SHARE = 0.005;

/**
 * Flattens transparency: where the opaque part is ink and nothing else, onto black or white, whichever is further from it; where it has a
 * ground of its own (a card with rounded corners, a cut-out piece of paper), onto that ground's grey.
 */
export async function flattenTransparency(image: Sharp): Promise<Sharp> {
  const { data, info } = await image
    .clone()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const weights = new Float64Array(256);
  let total = 0;
  let sum = 0;
  for (let i = 0; i < data.length; i += info.channels) {
    const gray = Math.round(0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0));
    const alpha = data[i + 3] ?? 0;
    weights[gray] = (weights[gray] ?? 0) + alpha;
    total += alpha;
    sum += alpha * gray;
  }
  const usual = medianOf(weights, total);
  const apart = weights.reduce((weight, w, gray) => weight + (Math.abs(gray - usual) > APART ? w : 0), 0);
  const ground = apart >= INK_SHARE * total && total > 0 ? usual : sum / Math.max(total, 1) < 128 ? 255 : 0;
  return image.flatten({ background: { r: ground, g: ground, b: ground } });
}

function medianOf(weights: Float64Array, total: number): number {
  let below = 0;
  for (let gray = 0; gray < weights.length; gray++) {
    below += weights[gray] ?? 0;
    if (2 * below >= total) return gray;
  }
  return 0;
}
