// The browser's half (also used in Node): answers from logits, the model's manifest.
export * from './prediction.js';
