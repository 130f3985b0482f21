// Node's half: models from disk, run by ONNX Runtime; image files decoded by sharp.
export * from './decode-image.js';
export * from './load-recognizer.js';
export * from './recognize-picture.js';
export * from './released-models.js';
