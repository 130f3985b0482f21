// Which test pictures are read right: the right number of digits, each the right one, and MNIST's own byte for byte.
import { type Recognizer, recognizePicture } from '@digits/recognizer/node';
import type { TestPicture } from './test-pictures.js';

export interface JudgedPicture {
  readonly picture: TestPicture;
  /** What was read, null where it was no digit. */
  readonly read: readonly (number | null)[];
  /** The 28×28 that the network saw: a lone digit's, or the whole row's. */
  readonly image: Uint8Array | null;
  readonly right: boolean;
}

/** Has the model read the pictures, in their order, as it reads uploads. @throws ImageError for a file that is no picture */
export async function judgePictures(
  recognizer: Recognizer,
  pictures: readonly TestPicture[],
): Promise<JudgedPicture[]> {
  const judged: JudgedPicture[] = [];
  for (const picture of pictures) {
    const { digits, image } = await recognizePicture(recognizer, picture.file);
    const read = digits.map(({ digit }) => digit);
    const same = picture.native === undefined || (image !== null && Buffer.compare(picture.native, image) === 0);
    judged.push({ picture, read, image, right: same && read.join() === picture.digits.join() });
  }
  return judged;
}

/** The share read right. */
export const shareRight = (judged: readonly JudgedPicture[]): number =>
  judged.filter(({ right }) => right).length / judged.length;

/** A table, effect by effect, and a line for each picture that was misread. */
export function formatScores(judged: readonly JudgedPicture[]): string {
  const effects = [...new Set(judged.map(({ picture }) => picture.effect))];
  const rows = effects.map((effect) => {
    const all = judged.filter(({ picture }) => picture.effect === effect);
    return `${effect.padEnd(28)} ${String(all.filter(({ right }) => right).length).padStart(3)} of ${all.length}`;
  });
  const wrong = judged
    .filter(({ right }) => !right)
    .map(
      ({ picture: { effect, name, digits }, read }) =>
        `  ${effect}, ${name}: ${digits.join('')} read as ${read.map((d) => d ?? '–').join('') || 'nothing'}`,
    );
  const right = judged.filter((one) => one.right).length;
  return [
    ...rows,
    `${'all'.padEnd(28)} ${right} of ${judged.length} (${((100 * right) / judged.length).toFixed(1)} %)`,
    ...wrong,
  ].join('\n');
}
