// Which ink decided: what the network's belief in its answer loses when a patch of the image is covered (Zeiler and Fergus 2014,
// "Visualizing and Understanding Convolutional Networks", section 4).
import { IMAGE_SIDE } from '@digits/ink';

/** Side of the patch that is covered, pixels: about as wide as a stroke and its edges. */
const PATCH = 5;

/** The log-odds of one output against all others: how strongly the network believes in it, without the ceiling that a probability has. */
export function logOddsOf(logits: ArrayLike<number>, output: number): number {
  const others = Array.from(logits).filter((_, i) => i !== output);
  const largest = Math.max(...others);
  const logSum = largest + Math.log(others.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  return (logits[output] ?? 0) - logSum;
}

/** The image with the patch around a pixel made paper; null where there was no ink in it. */
function cover(image: Uint8Array, row: number, column: number): Uint8Array | null {
  const covered = image.slice();
  let ink = 0;
  forEachInPatch(row, column, (pixel) => {
    ink += covered[pixel] ?? 0;
    covered[pixel] = 0;
  });
  return ink > 0 ? covered : null;
}

function forEachInPatch(row: number, column: number, visit: (pixel: number) => void): void {
  const reach = (PATCH - 1) / 2;
  for (let y = Math.max(0, row - reach); y <= Math.min(IMAGE_SIDE - 1, row + reach); y++) {
    for (let x = Math.max(0, column - reach); x <= Math.min(IMAGE_SIDE - 1, column + reach); x++)
      visit(y * IMAGE_SIDE + x);
  }
}

/**
 * How much each pixel's ink speaks for an answer: the mean loss of log-odds over the patches that cover the pixel.
 * @param logitsOf the network; called once for each patch with ink in it, some 300 times for a digit.
 * @param image 784 bytes, 0 paper … 255 ink.
 * @param output which of the network's outputs the answer is.
 * @returns 784 numbers; above 0 where ink speaks for the answer, below where it speaks against it, 0 far from ink.
 */
export function occlusionMap(
  logitsOf: (image: Uint8Array) => ArrayLike<number>,
  image: Uint8Array,
  output: number,
): Float32Array {
  const whole = logOddsOf(logitsOf(image), output);
  const sums = new Float32Array(image.length);
  const counts = new Float32Array(image.length);
  for (let row = 0; row < IMAGE_SIDE; row++) {
    for (let column = 0; column < IMAGE_SIDE; column++) {
      const covered = cover(image, row, column);
      if (!covered) continue;
      const loss = whole - logOddsOf(logitsOf(covered), output);
      forEachInPatch(row, column, (pixel) => {
        sums[pixel] = (sums[pixel] ?? 0) + loss;
        counts[pixel] = (counts[pixel] ?? 0) + 1;
      });
    }
  }
  return sums.map((sum, i) => (counts[i] ? sum / (counts[i] ?? 1) : 0));
}
