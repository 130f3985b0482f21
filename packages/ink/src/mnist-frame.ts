// The frame of an MNIST image: the digit's longer side fills a 20×20 box, which lies within 28×28 pixels.
// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits" (yann.lecun.org/exdb/mnist).

/** MNIST's image side, pixels. */
export const IMAGE_SIDE = 28;

/** Side of the box that a digit is scaled into, pixels. */
export const BOX_SIDE = 20;
