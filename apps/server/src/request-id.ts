// Each request's id: in its answer, in its log lines, and in what is said when it fails.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { FastifyInstance } from 'fastify';

/** An id of a proxy's: short, and nothing in it that could break out of a header or a log line. */
const TOKEN = /^[\w.:+=/-]{1,100}$/;

/** Makes an id for a request. */
export type RequestIds = (request: IncomingMessage) => string;

/** Whether a connection comes from a proxy that is believed. */
export function compileTrust(trustProxy: false | 1 | string): (address: string) => boolean {
  if (typeof trustProxy !== 'string') return () => trustProxy === 1;
  const isTrusted = proxyAddr.compile(trustProxy.split(',').map((item) => item.trim()));
  return (address) => isTrusted(address, 0);
}

/**
 * Ids that a trusted proxy gives by X-Request-Id, where it is a sane token; otherwise new UUIDs.
 * @throws when `trustProxy` is not a list of addresses.
 */
export function createRequestIds(trustProxy: false | 1 | string): RequestIds {
  const isTrusted = compileTrust(trustProxy);
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    const isTaken = typeof given === 'string' && TOKEN.test(given) && isTrusted(socket.remoteAddress ?? '');
    return isTaken ? given : randomUUID();
  };
}

/** Says each request's id in its answer. */
export function sendRequestIds(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
}
