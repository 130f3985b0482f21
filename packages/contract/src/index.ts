// The HTTP API under /api/v1, as zod schemas and the types that follow from them, and a typed client.
export * from './client.js';
export * from './limits.js';
export * from './model.js';
export * from './picture.js';
export * from './prediction.js';
export * from './prediction-batch.js';
export * from './prediction-query.js';
export * from './problem.js';
