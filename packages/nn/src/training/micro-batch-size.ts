// How a batch is cut into pieces that one thread works on at a time.

/** Above this many images the activations fall out of a core's cache, below it the operators' fixed costs show. */
const LARGEST = 64;
const SMALLEST = 8;

/**
 * Images in a micro-batch: it divides the batch evenly, into an even number if that is possible, so that two threads have
 * the same to do, else into several. It does not depend on the number of threads: the result of a run does not either.
 */
export function microBatchSize(batchSize: number): number {
  const sizes = Array.from({ length: LARGEST - SMALLEST + 1 }, (_, i) => LARGEST - i).filter(
    (n) => batchSize % n === 0,
  );
  return sizes.find((size) => (batchSize / size) % 2 === 0) ?? sizes.find((size) => size < batchSize) ?? batchSize;
}
