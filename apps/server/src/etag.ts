// Entity tags (RFC 9110, 8.8.3): what a client has already is not sent again.
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The tag of a state. Weak, since the same state is sent compressed or not. */
export function etagOf(state: unknown): string {
  return `W/"${createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 27)}"`;
}

/** Whether `If-None-Match` names `etag`, or any; compared weakly, as is due there. */
export function isNamed(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([tag]) => tag === opaque);
}

/**
 * Says in the answer which state it is of, so that a client may keep it, but asks each time whether it is still the same.
 * @param isShared Whether it is the same for everybody; else only the client itself may keep it.
 * @returns True where the client has that state already: the answer is 304 then, without a body.
 */
export function isUnchanged(request: FastifyRequest, reply: FastifyReply, etag: string, isShared = false): boolean {
  reply.header('etag', etag).header('cache-control', isShared ? 'no-cache' : 'private, no-cache');
  return isNamed(request.headers['if-none-match'], etag);
}
