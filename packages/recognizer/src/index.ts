// The isomorphic half: the network as data, the manifest, and answers from logits.
export * from './manifest.js';
export * from './network.js';
export * from './recognition.js';
export * from './softmax.js';
