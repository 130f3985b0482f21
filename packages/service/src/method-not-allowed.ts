// Answers which methods there are where an address is known: 405 to another method, 204 to OPTIONS (RFC 9110, 9.3.7).
import type { FastifyInstance } from 'fastify';
import { HIDDEN } from './hidden-schema.js';

/**
 * Starts to note the addresses of the routes that are registered on `app` and its plugins, but for those with
 * a wildcard, which stand for addresses not known.
 * @param createError the error that is thrown for a method that is not there, of a sentence for a person; its answer should have status 405
 * @returns Call it when all are registered: it adds the missing methods of each address.
 */
export function collectMethods(app: FastifyInstance, createError: (detail: string) => Error): () => void {
  const urls = new Set<string>();
  app.addHook('onRoute', ({ url }) => {
    if (!url.includes('*')) urls.add(url);
  });

  return () => {
    for (const url of [...urls]) {
      const known = app.supportedMethods.filter((method) => app.hasRoute({ method, url }));
      const allow = [...new Set([...known, 'OPTIONS'])].join(', ');
      app.route({
        method: app.supportedMethods.filter((method) => !known.includes(method)),
        url,
        schema: HIDDEN,
        // Before the body is read: its type or size does not matter.
        onRequest: async (request, reply) => {
          reply.header('allow', allow);
          if (request.method === 'OPTIONS') return reply.code(204).send();
          throw createError(`${request.method} is not possible here; possible are: ${allow}.`);
        },
        handler: async () => undefined,
      });
    }
  };
}
