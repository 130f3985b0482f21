// Splits the training set: the last images validate, the others train.
import type { Dataset } from '@digits/nn';

/**
 * Takes the last `validationCount` images for validation: always the same ones, so that runs with different seeds compare.
 * @param data Images of `pixels` bytes each.
 */
export function splitForValidation(
  data: Dataset,
  validationCount: number,
  pixels: number,
): { training: Dataset; validation: Dataset } {
  const border = data.labels.length - validationCount;
  return {
    training: { images: data.images.subarray(0, border * pixels), labels: data.labels.subarray(0, border) },
    validation: { images: data.images.subarray(border * pixels), labels: data.labels.subarray(border) },
  };
}
