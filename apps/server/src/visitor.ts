// Whose request it is, without knowing who that is: a random id in a signed cookie that scripts cannot read. Each visitor
// sees only their own predictions; programs without a cookie are nobody, and share theirs.
import { randomUUID } from 'node:crypto';
import type { Visitor } from '@digits/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const COOKIE = 'visitor';
/** Behind TLS: browsers take a name that begins so only from this host, by TLS (RFC 6265bis, 4.1.3.2). */
const HOST_COOKIE = '__Host-visitor';
const ONE_YEAR_S = 365 * 24 * 3600;
const visitorSchema = z.uuid();

const isSecure = (request: FastifyRequest): boolean => request.protocol === 'https';

function readCookie(name: string, request: FastifyRequest): Visitor {
  const cookie = request.cookies[name];
  if (cookie === undefined) return null;
  const { valid, value } = request.unsignCookie(cookie);
  return valid ? (visitorSchema.safeParse(value).data ?? null) : null;
}

/**
 * The id in the request's cookie; null without one, or one that was not signed here. Behind TLS the plain cookie is not taken, which another
 * host of the domain, or whoever sits between without TLS, could have set.
 */
export const readVisitor = (request: FastifyRequest): Visitor =>
  readCookie(isSecure(request) ? HOST_COOKIE : COOKIE, request);

/** The visitor's id; where there is none, a new one, which the answer brings as a cookie. */
export function ensureVisitor(request: FastifyRequest, reply: FastifyReply): string {
  return readVisitor(request) ?? renewVisitor(request, reply);
}

/** The same, with the cookie's year begun anew: for the page, which a visitor who comes back loads. */
export function renewVisitor(request: FastifyRequest, reply: FastifyReply): string {
  const visitor = readVisitor(request) ?? randomUUID();
  reply.setCookie(isSecure(request) ? HOST_COOKIE : COOKIE, visitor, {
    path: '/',
    httpOnly: true,
    // Not "strict": a visitor who follows a link from elsewhere to the page would be a new one.
    sameSite: 'lax',
    secure: isSecure(request),
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
