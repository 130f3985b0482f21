// What both services need of a process. Nothing here knows what a service is for.
export * from './client-error.js';
export * from './closing.js';
export * from './config-error.js';
export * from './encoded-bodies.js';
export * from './listening.js';
export * from './method-not-allowed.js';
export * from './reason-of.js';
export * from './request-metrics.js';
export * from './settings.js';
