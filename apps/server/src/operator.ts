// Who runs this server: a secret token lets them see, label and delete anybody's predictions. Without a token set, nobody may.
import { EVERYBODY, type Owner } from '@digits/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSameSecret, readBearerToken } from './bearer-token.js';
import { HttpProblem } from './http-problem.js';
import type { RateLimits } from './rate-limits.js';
import { identifyVisitor } from './visitor.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** True where the request has the operator's token. */
    isOperator: boolean;
  }
}

/** Says that a token is needed: 401, with what kind of it. */
export function refuseToken(reply: FastifyReply, detail: string): never {
  reply.header('www-authenticate', 'Bearer realm="MNIST Digit Classifier"');
  throw new HttpProblem(401, detail);
}

/**
 * Makes `app` know the operator by `token`. A wrong one is refused, also where none would be needed; too many of them from one address
 * are a 429, which does not keep the right one out: 32 characters are not found by guessing. Other schemes are no business of this server's: a proxy's, say.
 */
export function registerOperator(app: FastifyInstance, token: string | null, limits: RateLimits): void {
  app.decorateRequest('isOperator', false);
  app.addHook('onRequest', async (request, reply) => {
    const given = readBearerToken(request.headers.authorization);
    if (given === undefined) return;
    if (token !== null && isSameSecret(given, token)) {
      request.isOperator = true;
      return;
    }
    await limits.take('wrong-tokens', request, reply);
    request.log.warn('a wrong operator token');
    refuseToken(reply, 'This is not the operator’s token: leave Authorization out, or send the one in OPERATOR_TOKEN.');
  });
}

/** Whose predictions a change may touch: everybody's for the operator, one's own for all others. */
export function ownerOf(request: FastifyRequest, reply: FastifyReply): Owner {
  return request.isOperator ? EVERYBODY : identifyVisitor(request, reply);
}

/**
 * Whose predictions are listed.
 * @param visitor What the query asks for.
 * @throws HttpProblem 401 when everybody's are asked for by somebody else than the operator.
 */
export function listedOwner(visitor: 'all' | undefined, request: FastifyRequest, reply: FastifyReply): Owner {
  if (visitor === undefined) return identifyVisitor(request, reply);
  if (request.isOperator) return EVERYBODY;
  return refuseToken(
    reply,
    'Everybody’s predictions are the operator’s to see: send "Authorization: Bearer" with the token.',
  );
}
