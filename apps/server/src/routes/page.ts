// The page's files, as built into apps/web/dist, and what else a browser may meet: a page not built, an address unknown.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { createProblem, sendProblem } from '../http-problem.js';
import { renewVisitor } from '../visitor.js';

/** Addresses within the page, beside /: it shows there what they say. */
const PLACES = ['/', '/history'];
/** The page itself, in the folder of its files. */
const INDEX = 'index.html';
const idSchema = z.uuid();
const ONE_YEAR_S = 365 * 24 * 3600;

function sendHtml(reply: FastifyReply, status: number, title: string, body: string): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(
      `<!doctype html>\n<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${title}</title><h1>${title}</h1><p>${body}</p></html>\n`,
    );
}

/**
 * What answers addresses that nothing is at: for people the page in the folder `root`, which then says so as it looks, and for
 * programs a problem.
 */
export function createNotFoundHandler(root: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const isApi = /^\/(api|health|metrics)(\/|\?|$)/.test(request.url);
    if (!isRead || isApi || !request.headers.accept?.includes('text/html')) {
      return sendProblem(reply, createProblem(404, `There is nothing to ${request.method} at this address.`));
    }
    const page = await readFile(join(root, INDEX), 'utf8').catch(() => null);
    if (page === null) {
      return sendHtml(reply, 404, 'Nothing is here', 'This address leads nowhere. <a href="/">Draw a digit</a>.');
    }
    return reply.code(404).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page);
  };
}

/** Makes `app`, which serves files, say of a folder, a path out of the root, or a name that no file can have: there is nothing. */
export function hideFiles(app: FastifyInstance): void {
  const { errorHandler } = app;
  app.setErrorHandler((error, request, reply) => {
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
    if (status === 400 || status === 403) return reply.callNotFound();
    return errorHandler.call(app, error, request, reply);
  });
}

/** Serves the folder `root` at /; a page not yet built is said so, and the API works all the same. */
export async function pageRoutes(app: FastifyInstance, { root }: { readonly root: string }): Promise<void> {
  const isBuilt = existsSync(join(root, INDEX));
  if (isBuilt) {
    hideFiles(app);
    await app.register(fastifyStatic, {
      root,
      index: false,
      cacheControl: false,
      // The build leaves each file's compressed forms beside it.
      preCompressed: true,
      setHeaders(response, path) {
        // The build names the files of assets/ after their content: a name never gets other content.
        const immutable = path.startsWith(join(root, 'assets'));
        // Which form a client gets depends on what it accepts: caches between must know.
        response.setHeader('vary', 'accept-encoding');
        // The page itself comes with a cookie, which is one visitor's alone.
        const ownPolicy = path.startsWith(join(root, INDEX)) ? 'private, no-cache' : 'no-cache';
        response.setHeader('cache-control', immutable ? `public, max-age=${ONE_YEAR_S}, immutable` : ownPolicy);
      },
    });
  }
  const sendPage = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (!isBuilt) {
      return sendHtml(
        reply,
        503,
        'The page is not built yet',
        'Run <code>npm run build</code> and start again. The API works: see <a href="/api/docs">its documentation</a>.',
      );
    }
    renewVisitor(request, reply);
    return reply.sendFile(INDEX);
  };
  for (const place of PLACES) app.get(place, { schema: { hide: true } }, sendPage);
  app.get('/history/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/history', 308));
  app.get<{ Params: { id: string } }>('/predictions/:id', { schema: { hide: true } }, (request, reply) =>
    idSchema.safeParse(request.params.id).success ? sendPage(request, reply) : reply.callNotFound(),
  );
}
