// From the data of an input tensor to images as the recogniser takes them: 784 bytes, 0 paper … 255 ink.
import { badRequest } from './inference-error.js';
import { INPUT, PIXELS, SIDE } from './model-tensors.js';

/** How elements of a datatype are checked, and read from binary data. */
interface Datatype {
  readonly bytes: number;
  /** What an element has to be. */
  readonly range: string;
  readonly isInRange: (value: number) => boolean;
  readonly read: (data: Buffer, offset: number) => number;
  /** An element's grey level, 0–255. */
  readonly toLevel: (value: number) => number;
}

const DATATYPES: ReadonlyMap<string, Datatype> = new Map([
  [
    'UINT8',
    {
      bytes: 1,
      range: 'a whole number, 0 (paper) to 255 (ink)',
      isInRange: (value) => Number.isInteger(value) && value >= 0 && value <= 255,
      read: (data, offset) => data.readUInt8(offset),
      toLevel: (value) => value,
    },
  ],
  [
    'FP32',
    {
      bytes: 4,
      range: '0 (paper) to 1 (ink)',
      // NaN is not.
      isInRange: (value) => value >= 0 && value <= 1,
      read: (data, offset) => data.readFloatLE(offset),
      toLevel: (value) => Math.round(value * 255),
    },
  ],
]);

export interface ImageTensor {
  readonly datatype: string;
  readonly shape: readonly number[];
  /** The elements: JSON that may be anything, nested as the shape or flat; or bytes, little-endian. */
  readonly data?: unknown;
}

/** What of a value that was sent a message quotes: nothing of what may be large, or deeper than can be written. */
function quote(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return (JSON.stringify(value) ?? String(value)).slice(0, 40);
}

/** How many images a shape is for. @throws InferenceError where it is no shape of images, or of too many. */
function countImages(shape: readonly number[], maxImages: number): number {
  const [count = 0, ...rest] = shape;
  const isImages = [`${SIDE},${SIDE}`, `1,${SIDE},${SIDE}`, `${PIXELS}`].includes(rest.join());
  if (!isImages) {
    throw badRequest(
      `The input "${INPUT.name}" has shape [${shape}]: it should be [n, 28, 28] for n images; [n, 1, 28, 28] and [n, 784] will do.`,
    );
  }
  if (count === 0) throw badRequest(`The input "${INPUT.name}" has no images: send at least one.`);
  if (count > maxImages) {
    throw badRequest(`The input "${INPUT.name}" has ${count} images: send at most ${maxImages} in one request.`);
  }
  return count;
}

/** The elements of nested or flat JSON, in order. @throws InferenceError where they are not as many as `shape` says. */
function flatten(data: unknown, shape: readonly number[]): readonly unknown[] {
  const total = shape.reduce((product, size) => product * size, 1);
  const expectLength = (list: unknown, size: number, what: string): readonly unknown[] => {
    if (!Array.isArray(list)) throw badRequest(`The data of "${INPUT.name}" are ${quote(list)}, not ${what}.`);
    if (list.length !== size) {
      throw badRequest(
        `The data of "${INPUT.name}" have ${list.length} elements where its shape [${shape}] asks for ${size}: send them flat, ${total} in all, or nested as the shape.`,
      );
    }
    return list;
  };
  if (!Array.isArray(data)) throw badRequest(`The data of "${INPUT.name}" are ${quote(data)}, not an array.`);
  if (!Array.isArray(data[0])) return expectLength(data, total, 'an array');
  let level: readonly unknown[] = [data];
  for (const size of shape) level = level.flatMap((list) => expectLength(list, size, `an array of ${size}`));
  return level;
}

function readElements(data: unknown, shape: readonly number[], name: string, datatype: Datatype): readonly unknown[] {
  if (!Buffer.isBuffer(data)) return flatten(data, shape);
  const total = shape.reduce((product, size) => product * size, 1);
  if (data.length !== total * datatype.bytes) {
    throw badRequest(
      `The binary data of "${INPUT.name}" have ${data.length} bytes where ${name} of shape [${shape}] has ${total * datatype.bytes}.`,
    );
  }
  return Array.from({ length: total }, (_, i) => datatype.read(data, i * datatype.bytes));
}

/**
 * Reads images from an input tensor.
 * @throws InferenceError 400 about the first thing that is not as it should be
 */
export function readImages({ datatype: name, shape, data }: ImageTensor, maxImages: number): Uint8Array[] {
  const datatype = DATATYPES.get(name);
  if (!datatype) {
    throw badRequest(
      `The input "${INPUT.name}" has datatype ${quote(name)}: send ${[...DATATYPES.keys()].join(' or ')}.`,
    );
  }
  const count = countImages(shape, maxImages);
  if (Buffer.isBuffer(data) && datatype.bytes === 1 && data.length === count * PIXELS) {
    // What a client in a hurry sends; every byte is a level. A copy, so that the request's body is not kept for it.
    return Array.from({ length: count }, (_, i) => Uint8Array.from(data.subarray(i * PIXELS, (i + 1) * PIXELS)));
  }
  const elements = readElements(data, shape, name, datatype);
  const levels = new Uint8Array(elements.length);
  elements.forEach((element, i) => {
    if (typeof element !== 'number' || !datatype.isInRange(element)) {
      const place = `image ${Math.floor(i / PIXELS)}, element ${i % PIXELS}`;
      const value = typeof element === 'number' ? String(element) : quote(element);
      throw badRequest(`The data of "${INPUT.name}" have ${value} (${place}): ${name} is ${datatype.range}.`);
    }
    levels[i] = datatype.toLevel(element);
  });
  return Array.from({ length: count }, (_, i) => levels.subarray(i * PIXELS, (i + 1) * PIXELS));
}
