// How far augmentation goes: digits stay readable, and a 6 does not become a 9.
import type { Recipe } from '../presets.js';
import type { ImageLimits } from './warp-image.js';
import type { StrokeLimits } from './warp-strokes.js';

const AFFINE = { rotation: 12, scale: 0.12, shear: 0.15, shift: 1.5 };

/** Of images, by the recipe's augmentation: px of 28, degrees, shares. Half of MNIST's images and half of the drawings are changed so. */
export const IMAGE_LIMITS: Readonly<Record<Exclude<Recipe['augmentation'], 'none'>, ImageLimits>> = {
  affine: { ...AFFINE, elastic: 0, thickness: 0, blur: 0 },
  full: { ...AFFINE, elastic: 2.4, thickness: 0.25, blur: 0.15 },
};

/** Of drawings' strokes, in every augmentation but none: degrees, and shares of the drawing's larger side. */
export const STROKE_LIMITS: StrokeLimits = {
  rotation: 10,
  shear: 0.28,
  stretch: 1.4,
  elastic: 0.08,
  tremble: 0.006,
  misplacement: 0.06,
  ends: 0.1,
  stray: 0.015,
};
