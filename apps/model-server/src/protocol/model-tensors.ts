// The tensors that the model takes and gives, as its metadata names them. Doubles, so that a client has exactly the numbers that its own
// copy of the model would give.
import type { Recognition } from '@digits/recognizer';

/** Side of an image, pixels, and how many that makes. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** A tensor as metadata describe it; −1 in a shape is any number. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** The one input. Its datatype may also be FP32, its shape also [-1, 1, 28, 28] or [-1, 784]. */
export const INPUT = { name: 'images', datatype: 'UINT8', shape: [-1, SIDE, SIDE] } as const satisfies TensorMetadata;

/** What an answer is of: the recognitions of n images, and the logits that they were made of, a row an image. */
export interface Answers {
  readonly recognitions: readonly Recognition[];
  readonly logits: Float32Array;
}

/** The elements of a tensor, row by row. */
export type Elements = Float32Array | Float64Array | BigInt64Array;

export interface OutputTensor extends TensorMetadata {
  readonly elementsOf: (answers: Answers) => Elements;
}

/** The outputs of a network that gives `classes` logits. */
export const outputTensors = (classes: number): readonly OutputTensor[] => [
  {
    name: 'digit',
    datatype: 'INT64',
    shape: [-1],
    // −1: not a digit.
    elementsOf: ({ recognitions }) => BigInt64Array.from(recognitions, ({ digit }) => BigInt(digit ?? -1)),
  },
  {
    name: 'confidence',
    datatype: 'FP64',
    shape: [-1],
    elementsOf: ({ recognitions }) => Float64Array.from(recognitions, ({ confidence }) => confidence),
  },
  {
    name: 'probabilities',
    datatype: 'FP64',
    shape: [-1, 10],
    elementsOf: ({ recognitions }) => Float64Array.from(recognitions.flatMap(({ probabilities }) => probabilities)),
  },
  {
    name: 'not_digit',
    datatype: 'FP64',
    shape: [-1],
    elementsOf: ({ recognitions }) => Float64Array.from(recognitions, ({ notDigit }) => notDigit),
  },
  { name: 'logits', datatype: 'FP32', shape: [-1, classes], elementsOf: ({ logits }) => logits },
];
