// How long a client may take, and how many there may be: nobody holds a connection for nothing.

/** Times in ms. */
export interface HttpTimeouts {
  /** For all of a request, from its first byte on. */
  readonly request: number;
  /** In which nothing at all is sent either way, while a request is read or answered. */
  readonly idle: number;
  /** For the next request on a connection; longer than proxies keep theirs, which would otherwise use one that is being closed. */
  readonly keepAlive: number;
  /** How often it is looked at who is late. */
  readonly checks: number;
}

export const HTTP_TIMEOUTS: HttpTimeouts = { request: 10_000, idle: 30_000, keepAlive: 72_000, checks: 1_000 };

/** Connections beyond these are closed as they come. */
export const MAX_CONNECTIONS = 1_024;

/** The options of Fastify that set these times. */
export const serverOptions = ({ request, idle, keepAlive, checks }: HttpTimeouts) => ({
  http: { headersTimeout: request, connectionsCheckingInterval: checks },
  requestTimeout: request,
  connectionTimeout: idle,
  keepAliveTimeout: keepAlive,
});
