// Who may read /metrics: whoever has the token that a setting names; without one, machines on the same private network, so that
// nothing is told to the internet by default.
import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { isSameSecret, readBearerToken } from './bearer-token.js';
import { HttpProblem } from './http-problem.js';
import { refuseToken } from './operator.js';
import { compileTrust } from './request-id.js';

const PRIVATE_RANGES = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal']);

/** Headers by which a proxy says that it passes on somebody else's request. */
const FORWARDED = /^(x-forwarded-.*|forwarded|via|x-real-ip|true-client-ip|cf-connecting-ip)$/;

/**
 * A host as those on the private network name this server: an address, a name without a dot (`localhost`, a service of Compose or Kubernetes) or one
 * under a domain that is never on the internet (RFC 6761, RFC 6762; ICANN's .internal). Any other may be a public name: of a proxy that passes it on and
 * says nothing of itself, or of a site that points its own name at this server, so that a browser on the private network reads for it (DNS rebinding).
 */
function isPrivateHost(host: string | undefined): boolean {
  const name = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.exec(host ?? '')?.[1];
  if (name === undefined) return false;
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || /^[\w-]+$|\.(localhost|local|internal)$/i.test(name);
}

/** Whether the request comes from the private network itself; through a proxy, it may be anybody's. */
function isFromInside({ headers, socket }: FastifyRequest, isProxy: (address: string) => boolean): boolean {
  const address = socket.remoteAddress ?? '';
  if (Object.keys(headers).some((name) => FORWARDED.test(name)) || isProxy(address)) return false;
  if (!isPrivateHost(headers.host)) return false;
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
        'Metrics are for the private network, by an address or a name of it, without a proxy between; set METRICS_TOKEN to read them from elsewhere.',
      );
    }
    const given = readBearerToken(request.headers.authorization);
    if (given !== undefined && isSameSecret(given, token)) return;
    refuseToken(reply, 'Metrics need the token in METRICS_TOKEN: send it as "Authorization: Bearer".');
  };
}
