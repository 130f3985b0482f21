// From an image file to its digits: decoded, cut into digits, recognised, and placed in the file's own pixels.
import { type BoundingBox, pixelsToImages } from '@digits/ink';
import { BLANK, type Recognition, refusalOf } from '../recognition.js';
import { type DecodedImage, decodeImage } from './decode-image.js';
import type { Recognizer } from './load-recognizer.js';

/** One digit of a picture. */
export interface PictureDigit extends Recognition {
  /** Where it is, whole pixels of the upright picture as the file has it. */
  readonly box: BoundingBox;
}

/**
 * What a picture shows. Where it is one digit, the recognition is that digit's. Where it is several, or a texture, it is
 * refused: `digit` is null and `confidence` 0, since a row of digits is not a digit; `probabilities` are the network's for all of the ink as
 * one image.
 */
export interface PictureRecognition extends Recognition {
  /** In reading order; each may still be "not a digit". */
  readonly digits: readonly PictureDigit[];
  /** The 28×28 that the recognition is of: 784 bytes, 0 paper … 255 ink; null when nothing stands out from the background. */
  readonly image: Uint8Array | null;
}

/** A box of the decoded picture in pixels of the file's. */
function boxInSource(box: BoundingBox, { width, height, sourceWidth, sourceHeight }: DecodedImage): BoundingBox {
  const left = Math.floor((box.left * sourceWidth) / width);
  const top = Math.floor((box.top * sourceHeight) / height);
  const right = Math.ceil(((box.left + box.width) * sourceWidth) / width);
  const bottom = Math.ceil(((box.top + box.height) * sourceHeight) / height);
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * Recognises the digits of an image file.
 * @throws ImageError when the file cannot be read; its message is for the person who sent it
 */
export async function recognizePicture(
  recognizer: Pick<Recognizer, 'recognize'>,
  bytes: Uint8Array,
): Promise<PictureRecognition> {
  const picture = await decodeImage(bytes);
  const { digits, whole } = pixelsToImages(picture);
  const [lone] = digits;
  if (!whole) return { ...BLANK, digits: [], image: null };
  const isOne = lone !== undefined && digits.length === 1;
  const answers = await recognizer.recognize([...digits.map(({ image }) => image), ...(isOne ? [] : [whole])]);
  const last = answers.at(-1);
  if (!last) throw new Error('The recogniser gave no answer for one image.');
  const found = digits.map(({ box }, i) => ({ ...(answers[i] ?? last), box: boxInSource(box, picture) }));
  return { ...(isOne ? last : refusalOf(last)), digits: found, image: whole };
}
