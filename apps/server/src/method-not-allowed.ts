// Answers 405, and which methods there are, where an address is known but not for this method.
import type { FastifyInstance, HTTPMethods } from 'fastify';
import { HttpProblem } from './http-problem.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Starts to note the routes that are registered on `app` and, without a prefix of their own, its plugins.
 * @returns Call it when all are registered: it adds the missing methods of each address.
 */
export function collectMethods(app: FastifyInstance): () => void {
  const methodsOf = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ routePath, method }) => {
    const methods = methodsOf.get(routePath) ?? new Set();
    for (const name of [method].flat()) methods.add(name);
    methodsOf.set(routePath, methods);
  });

  return () => {
    for (const [url, known] of [...methodsOf]) {
      const allow = [...known].join(', ');
      app.route({
        method: METHODS.filter((method) => !known.has(method)),
        url,
        schema: { hide: true },
        // Before the body is read: its type or size does not matter.
        onRequest: async (request, reply) => {
          reply.header('allow', allow);
          throw new HttpProblem(405, `${request.method} is not possible here; possible are: ${allow}.`);
        },
        handler: async () => undefined,
      });
    }
  };
}
