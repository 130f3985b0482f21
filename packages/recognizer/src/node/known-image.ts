// A drawing that any model in use knows: what a service asks before it says that it is ready.
import { type Point, strokesToImage } from '@digits/ink';
import type { Recognition } from '../recognition.js';

/** A circle, counter-clockwise from the top. */
const CIRCLE = Array.from({ length: 33 }, (_, i): Point => {
  const angle = (2 * Math.PI * i) / 32;
  return [140 - 70 * Math.sin(angle), 140 - 90 * Math.cos(angle)];
});

function inkCircle(): Uint8Array {
  const image = strokesToImage([CIRCLE]);
  if (!image) throw new Error('The known drawing leaves no ink.');
  return image;
}

/** 784 bytes, as a model takes them … */
export const KNOWN_IMAGE = inkCircle();

/** … and which digit they are. */
export const KNOWN_DIGIT = 0;

/** Why a model that answers `recognition` to KNOWN_IMAGE is not to be trusted; null where it is right. */
export const faultInKnownAnswer = (recognition: Recognition | undefined): string | null =>
  recognition?.digit === KNOWN_DIGIT ? null : 'wrong about a known drawing';
