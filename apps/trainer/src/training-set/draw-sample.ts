// Draws the samples of a mix, each anew every time. The training engine loads this module in the thread that prepares its batches.
import { IMAGE_SIDE, strokesToImage } from '@digits/ink';
import type { Augment } from '@digits/nn';
import { IMAGE_LIMITS, STROKE_LIMITS } from '../augmentation/limits.js';
import { imageWarper } from '../augmentation/warp-image.js';
import { warpStrokes } from '../augmentation/warp-strokes.js';
import { loadPenDigits } from '../data/load-pen-digits.js';
import type { Random } from '../synthesis/choose.js';
import { type Dice, dice } from '../synthesis/dice.js';
import { drawDigit } from '../synthesis/digits/index.js';
import { glyphOf } from '../synthesis/glyph-choice.js';
import { randomNonDigit } from '../synthesis/non-digits/index.js';
import { generatedDigit, layOutMix, type Mix, trainingPenDigits } from './mix.js';

/**
 * The pen's width, px of 28: mostly near the one that drawings are inked with for recognition, else as thin or thick as a brush may
 * have been in a picture. Non-digits are not quite as thick as that: a letter that has become a blob might as well be a fat 8.
 */
const penWidth = (d: Dice, isDigit: boolean): number =>
  d.pick(
    [5, () => d.around(2.2, 0.2)],
    [3, () => d.between(1.3, 3.4)],
    [2, () => d.between(3.2, isDigit ? 5.5 : 4.2)],
  )();

/** Share of the generated digits that are a handwriting font's; the others are drawn by rule. */
const FROM_FONTS = 0.3;

/**
 * Shares of MNIST's images and of drawings that are warped as images. Never all of the one and none of the other: or the network
 * would tell by the resampling where an image is from, and with it what it may show.
 */
const WARPED = { mnist: 0.5, drawings: 0.5 };

/** Makes the function that draws a mix's samples. */
export default function drawSample(mix: Mix): Augment {
  const penDigits = mix.penRepeats > 0 ? trainingPenDigits(loadPenDigits(), mix.heldOutFold) : [];
  const starts = layOutMix(mix, penDigits.length);
  const warpImage = mix.augmentation === 'none' ? undefined : imageWarper(IMAGE_LIMITS[mix.augmentation]);
  const drawingOf = (index: number, random: Random, d: Dice) => {
    if (index < starts.generated) return penDigits[(index - starts.pen) % penDigits.length]?.strokes ?? [];
    if (index < starts.nonDigits) {
      const digit = generatedDigit(index - starts.generated);
      return d.chance(FROM_FONTS) ? glyphOf(random, String(digit), 'training').strokes : drawDigit(digit, random);
    }
    return randomNonDigit(random, 'training');
  };
  const inked = (index: number, random: Random, d: Dice): Uint8Array => {
    const strokes = drawingOf(index, random, d);
    const image = warpImage
      ? strokesToImage(warpStrokes(strokes, STROKE_LIMITS, d), { penWidth: penWidth(d, index < starts.nonDigits) })
      : strokesToImage(strokes);
    return image ?? new Uint8Array(IMAGE_SIDE * IMAGE_SIDE);
  };
  return (image, into, random, index) => {
    const d = dice(random);
    const isMnist = index < starts.pen;
    const unwarped = isMnist ? image : inked(index, random, d);
    if (warpImage && d.chance(isMnist ? WARPED.mnist : WARPED.drawings)) warpImage(unwarped, into, random);
    else into.set(unwarped);
  };
}
