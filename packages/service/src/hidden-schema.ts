// The schema of a route that is not part of a service's described API.
import type { FastifySchema } from 'fastify';

/** Kept out of OpenAPI by @fastify/swagger, where that is used. */
export const HIDDEN: FastifySchema & { readonly hide: true } = { hide: true };
