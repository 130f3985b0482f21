// The isomorphic half: the network as data, the manifest, answers from logits; weights.bin and the forward pass that runs it.
export * from './forward/create-forward.js';
export * from './manifest.js';
export * from './network.js';
export * from './recognition.js';
export { type ParameterSpec, type PlacedLayer, parameterSpecs, placeLayers, type Shape } from './shapes.js';
export * from './softmax.js';
export * from './weights/quantize.js';
export * from './weights/weights-file.js';
