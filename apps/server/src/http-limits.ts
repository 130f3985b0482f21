// How long a client may take, and how much of a request there may be before its body: nobody holds a connection for nothing.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './http-problem.js';

/** Times in ms. */
export interface HttpTimeouts {
  /** For the headers of a request, from its first byte or from the connection on. */
  readonly headers: number;
  /** For all of a request, its body included: 12 MB at 1.6 Mbit/s. */
  readonly request: number;
  /** For the answer, once all of the request is there; what takes longer is given up with a 503. */
  readonly handler: number;
  /** In which nothing at all is sent either way. */
  readonly idle: number;
  /** For the next request on a connection; longer than proxies keep theirs, which would otherwise use one that is being closed. */
  readonly keepAlive: number;
  /** How often it is looked at who is late. */
  readonly checks: number;
}

export const HTTP_TIMEOUTS: HttpTimeouts = {
  headers: 15_000,
  request: 60_000,
  handler: 60_000,
  idle: 90_000,
  keepAlive: 72_000,
  checks: 5_000,
};

/** All headers of a request together, bytes; Node's own default. */
const MAX_HEADER_BYTES = 16_384;
/** The longest address of a request, characters: what servers should at least take (RFC 9110, 4.1). */
export const MAX_URL_LENGTH = 8_000;
/** The longest part of an address that is a parameter, such as an id or a checksum, characters. */
const MAX_PARAM_LENGTH = 100;

/** The options of Fastify that set these limits. */
export function serverOptions({ headers, request, idle, keepAlive, checks }: HttpTimeouts) {
  return {
    http: {
      headersTimeout: headers,
      connectionsCheckingInterval: checks,
      maxHeaderSize: MAX_HEADER_BYTES,
      // Refused in refuseMalformedRequests, with a problem, which Node's own refusal has not.
      requireHostHeader: false,
    },
    requestTimeout: request,
    connectionTimeout: idle,
    keepAliveTimeout: keepAlive,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
  };
}

/**
 * Makes `app` answer 414 to addresses that are too long, by which their number of parameters is limited, too; and 400 to what Node takes for
 * a request and HTTP/1.1 does not: the version before 1.0, no host, an address that is no path (RFC 9112, 3.2).
 */
export function refuseMalformedRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ url, raw }) => {
    if (url.length > MAX_URL_LENGTH) {
      throw new HttpProblem(414, `This address has ${url.length} characters: send one of at most ${MAX_URL_LENGTH}.`);
    }
    if (raw.httpVersionMajor < 1) throw new HttpProblem(400, 'Requests are taken by HTTP/1.0 and HTTP/1.1.');
    const hosts = raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host');
    if (hosts.length > 1 || (raw.httpVersionMinor > 0 && hosts.length === 0)) {
      throw new HttpProblem(
        400,
        `The request has ${hosts.length === 0 ? 'no' : 'more than one'} header "Host": send it once.`,
      );
    }
    if (!/^(\/|https?:\/\/|\*$)/i.test(url) || (url === '*' && raw.method !== 'OPTIONS')) {
      throw new HttpProblem(400, 'The address of a request is a path: it begins with "/".');
    }
  });
}

/**
 * Makes `app` give up, with a 503, what it has not begun to answer `timeout` ms after it had all of the request; how long the request and the answer take on
 * their way is the client's matter. Not Fastify's own handlerTimeout, which makes and aborts a signal for every request, at a twentieth of what a prediction
 * costs (bench/http).
 */
export function limitAnswerTime(app: FastifyInstance, timeout: number): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = (request: FastifyRequest) => clearTimeout(timers.get(request));
  app.addHook('preHandler', (request, reply, done) => {
    // A page that is not there passes here twice: as a file, and as none.
    if (timers.has(request)) {
      done();
      return;
    }
    const timer = setTimeout(() => {
      reply.send(
        new HttpProblem(503, 'This took longer than it may, and was given up: try again, with less at a time.'),
      );
    }, timeout);
    timers.set(request, timer);
    reply.raw.once('close', () => stop(request));
    done();
  });
  app.addHook('onSend', (request, _reply, _payload, done) => {
    stop(request);
    done();
  });
}
