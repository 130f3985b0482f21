// Who may read /metrics: whoever has the token that a setting names; without one, machines on the same private network, so that
// nothing is told to the internet by default.
import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { isSameSecret, readBearerToken } from './bearer-token.js';
import { HttpProblem } from './http-problem.js';
import { refuseToken } from './operator.js';
import { compileTrust } from './request-id.js';

const PRIVATE_RANGES = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal']);

/** Headers by which a proxy says that it passes on somebody else's request. */
const FORWARDED = /^(x-forwarded-.*|forwarded|via|x-real-ip|true-client-ip|cf-connecting-ip)$/;

/** Whether the request comes from the private network itself; through a proxy, it may be anybody's. */
function isFromInside({ headers, socket }: FastifyRequest, isProxy: (address: string) => boolean): boolean {
  if (Object.keys(headers).some((name) => FORWARDED.test(name)) || isProxy(socket.remoteAddress ?? '')) return false;
  const address = socket.remoteAddress ?? '';
  return ipaddr.isValid(address) && PRIVATE_RANGES.has(ipaddr.process(address).range());
}

/**
 * A hook that lets only those pass.
 * @param token What METRICS_TOKEN is set to, null where it is not.
 * @param trustProxy The proxies in front: what comes from one is not from inside, whatever its headers say.
 */
export function metricsAccess(token: string | null, trustProxy: false | 1 | string) {
  const isProxy = compileTrust(trustProxy);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (token === null) {
      if (isFromInside(request, isProxy)) return;
      throw new HttpProblem(
        403,
        'Metrics are for the private network, without a proxy between; set METRICS_TOKEN to read them from elsewhere.',
      );
    }
    const given = readBearerToken(request.headers.authorization);
    if (given !== undefined && isSameSecret(given, token)) return;
    refuseToken(reply, 'Metrics need the token in METRICS_TOKEN: send it as "Authorization: Bearer".');
  };
}
