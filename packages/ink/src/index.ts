// Ink: drawings and pictures of digits, brought into MNIST's 28×28. Pure functions, the same in browsers and Node.

export type { BoundingBox } from './bounding-box.js';
export type { GrayImage } from './gray-image.js';
export { IMAGE_SIDE } from './mnist-frame.js';
export { CANVAS_SIDE, paintStrokes } from './paint-strokes.js';
export { pixelsToImage } from './pixels-to-image.js';
export { type DigitImage, type PictureImages, pixelsToImages } from './pixels-to-images.js';
export { type PathBox, type Point, pathBox, type Stroke } from './stroke.js';
export { MNIST_PEN_WIDTH, type StrokesToImageOptions, strokesToImage } from './strokes-to-image.js';
