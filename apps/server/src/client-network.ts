// Who is counted as one caller, where something is limited for each: an address, or the network of IPv6 that one customer has.
import { isIP } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';

/**
 * The request's address; of IPv6 its /64. Where a proxy names none that is one, the proxy's own: anything in X-Forwarded-For would otherwise be
 * a caller of its own, whom nothing was counted of.
 */
export function clientNetwork({ ip, socket }: FastifyRequest): string {
  return normalizeIP(isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip);
}
