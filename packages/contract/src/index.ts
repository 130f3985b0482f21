// The HTTP API under /api/v1, as zod schemas and the types that follow from them.
export * from './prediction.js';
export * from './problem.js';
