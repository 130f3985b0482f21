// IDX files: what is right is read; what is wrong is refused, by file and reason.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseIdx } from './idx.js';
import { checkMnistFile } from './load-mnist.js';
import { MNIST_FILES } from './mnist-files.js';

/** An IDX file of unsigned bytes. */
function idx(shape: readonly number[], data: readonly number[]): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x0800 | shape.length);
  shape.forEach((side, i) => void header.setUint32(4 + 4 * i, side));
  return Uint8Array.of(...new Uint8Array(header.buffer), ...data);
}

describe('parseIdx', () => {
  it('reads labels and images', () => {
    expect(parseIdx('labels', idx([3], [7, 2, 1]), 1)).toEqual({ shape: [3], data: Uint8Array.of(7, 2, 1) });
    expect(parseIdx('images', idx([1, 2, 2], [1, 2, 3, 4]), 3).shape).toEqual([1, 2, 2]);
  });

  it.each([
    ['an empty file', new Uint8Array(), 1, 'f: is 0 bytes long, too short for the 8 of an IDX header.'],
    [
      'another magic number',
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0),
      1,
      'f: starts with the magic number 0x89504e47, not 0x00000801',
    ],
    ['labels for images', idx([1, 2, 2], [0, 0, 0, 0]), 1, 'magic number 0x00000803, not 0x00000801'],
    [
      'a file cut short',
      idx([10], [1, 2, 3]),
      1,
      'f: its header says 10, which is 18 bytes with the header, but it has 11',
    ],
    ['a file with more than it says', idx([1], [1, 2]), 1, 'but it has 10'],
  ])('refuses %s', (_, bytes, rank, message) => {
    expect(() => parseIdx('f', bytes, rank)).toThrow(message);
  });
});

describe('checkMnistFile', () => {
  const labels = idx([2], [1, 2]);

  it('refuses content that is not MNIST’s, packed or not', () => {
    const message = 'not MNIST';
    expect(() => checkMnistFile('train-labels-idx1-ubyte', labels, MNIST_FILES.trainingLabels)).toThrow(message);
    expect(() => checkMnistFile('train-labels-idx1-ubyte.gz', gzipSync(labels), MNIST_FILES.trainingLabels)).toThrow(
      message,
    );
  });

  it('refuses a gzip file that is cut short, by name', () => {
    const packed = gzipSync(labels);
    expect(() => checkMnistFile('a.gz', packed.subarray(0, packed.length - 6), MNIST_FILES.trainingLabels)).toThrow(
      'a.gz: is not a whole gzip file',
    );
  });
});
