// Which browser it is, across visits, without knowing whose: a random id in a cookie that scripts cannot read.
import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const COOKIE = 'visitor';
const ONE_YEAR_S = 365 * 24 * 3600;
const visitorSchema = z.uuid();

/** The visitor's id, or null for a request without a cookie of ours. */
export function readVisitor(request: FastifyRequest): string | null {
  return visitorSchema.safeParse(request.cookies[COOKIE]).data ?? null;
}

/** Gives a visitor who has none an id. */
export function ensureVisitor(request: FastifyRequest, reply: FastifyReply): void {
  if (readVisitor(request) !== null) return;
  reply.setCookie(COOKIE, randomUUID(), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    maxAge: ONE_YEAR_S,
  });
}
