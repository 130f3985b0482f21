// The four canonical files of MNIST (LeCun, Cortes, Burges), their checksums and public mirrors.

export interface MnistFile {
  readonly name: string;
  /** SHA-256 of the unpacked file: a mirror may compress it as it likes. */
  readonly sha256: string;
  /** Sides of the array in it. */
  readonly rank: number;
}

const file = (name: string, rank: number, sha256: string): MnistFile => ({ name, rank, sha256 });

export const MNIST_FILES = {
  trainingImages: file(
    'train-images-idx3-ubyte',
    3,
    'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  ),
  trainingLabels: file(
    'train-labels-idx1-ubyte',
    1,
    '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  ),
  testImages: file('t10k-images-idx3-ubyte', 3, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'),
  testLabels: file('t10k-labels-idx1-ubyte', 1, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'),
} as const;

/** Mirrors that hold the gzipped files under their canonical names, in the order tried. */
export const MNIST_MIRRORS = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
] as const;
