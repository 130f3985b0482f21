// Bodies are taken as they are: what is compressed would have to be unpacked before its size is known.
import type { FastifyInstance } from 'fastify';

/**
 * Makes `app` refuse bodies with a content encoding, such as gzip.
 * @param createError the error that is thrown for one, of a sentence for a person; its answer should have status 415
 */
export function refuseEncodedBodies(app: FastifyInstance, createError: (detail: string) => Error): void {
  app.addHook('preParsing', async ({ headers }, reply) => {
    const encoding = headers['content-encoding'];
    if (encoding === undefined || /^\s*identity\s*$/i.test(encoding)) return;
    reply.header('accept-encoding', 'identity');
    throw createError('Send the body as it is, not compressed: without the header "Content-Encoding".');
  });
}
