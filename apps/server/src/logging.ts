// What is written to the log of a request: what it was, when, and how it ended; nothing of its body, its cookies, its tokens or its query.
import type { FastifyRequest, FastifyServerOptions } from 'fastify';

/** A request as a log line has it. */
function describeRequest({ method, url, ip }: FastifyRequest) {
  const query = url.indexOf('?');
  return { method, url: query === -1 ? url : url.slice(0, query), remoteAddress: ip };
}

/** Should anything log headers after all, these are left out. */
const SECRET_HEADERS = ['authorization', 'cookie', 'set-cookie', 'proxy-authorization', 'x-api-key'];

/** The logger's options. @param level from which on lines are written, `trace` … `fatal`, `silent` */
export function loggerOptions(level: string): Exclude<FastifyServerOptions['logger'], boolean | undefined> {
  return {
    level,
    serializers: { req: describeRequest },
    redact: {
      paths: SECRET_HEADERS.flatMap((name) => [`headers["${name}"]`, `*.headers["${name}"]`]),
      censor: '[left out]',
    },
  };
}
