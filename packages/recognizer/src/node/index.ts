// Node's half: models from disk, run by ONNX Runtime; image files decoded by sharp.
export * from './batching-recognizer.js';
export * from './decode-image.js';
export { ImageError } from './image-file.js';
export * from './known-image.js';
export * from './load-recognizer.js';
export * from './load-weights.js';
export * from './recognize-picture.js';
export * from './reencode-image.js';
export * from './released-models.js';
export { loadThreadedRecognizer } from './threaded-recognizer.js';
