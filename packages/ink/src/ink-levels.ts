// How much ink each grey is, once it is known which side of the background ink is on.
import type { Polarity } from './polarity.js';

/** The ink level of every level of grey, 256 entries: how far it is from the background, on the ink's side; 0 where that is noise. */
export function inkLevels({ background, darkInk, leastInk }: Polarity): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, gray) => {
    const level = darkInk ? background - gray : gray - background;
    return level >= leastInk ? level : 0;
  });
}
