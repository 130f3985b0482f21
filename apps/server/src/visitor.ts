// Whose request it is, without knowing who that is: a random id in a signed cookie that scripts cannot read. Each visitor
// sees only their own predictions; programs without a cookie are nobody, and share theirs.
import { randomUUID } from 'node:crypto';
import type { Visitor } from '@digits/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const COOKIE = 'visitor';
const ONE_YEAR_S = 365 * 24 * 3600;
const visitorSchema = z.uuid();

/** The id in the request's cookie; null without one, or one that was not signed here. */
function readVisitor(request: FastifyRequest): Visitor {
  const cookie = request.cookies[COOKIE];
  if (cookie === undefined) return null;
  const { valid, value } = request.unsignCookie(cookie);
  return valid ? (visitorSchema.safeParse(value).data ?? null) : null;
}

/** The visitor's id; a new one, which the answer brings as a cookie, where the request has none. */
export function ensureVisitor(request: FastifyRequest, reply: FastifyReply): string {
  return readVisitor(request) ?? sendVisitor(randomUUID(), request, reply);
}

/** The same, with the cookie's year begun anew: for the page, which a visitor who comes back loads. */
export function renewVisitor(request: FastifyRequest, reply: FastifyReply): string {
  return sendVisitor(readVisitor(request) ?? randomUUID(), request, reply);
}

function sendVisitor(visitor: string, request: FastifyRequest, reply: FastifyReply): string {
  reply.setCookie(COOKIE, visitor, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: ONE_YEAR_S,
    signed: true,
  });
  return visitor;
}

/**
 * Whose a call of the API is: the visitor of its cookie; a new visitor, at once, where a browser sends none; nobody (null)
 * where a program does. Browsers say with Sec-Fetch-Site where a call comes from, on https and on this machine; on plain http
 * they do not, and have their cookie from the page.
 */
export function identifyVisitor(request: FastifyRequest, reply: FastifyReply): Visitor {
  const isBrowser = request.headers['sec-fetch-site'] !== undefined;
  return isBrowser ? ensureVisitor(request, reply) : readVisitor(request);
}
