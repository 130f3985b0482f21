// Where a service listens, and in one line why it cannot.
import type { FastifyInstance } from 'fastify';

export interface ListenAddress {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

function describeListenError(error: unknown, { host, port }: ListenAddress): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is in use: stop the program that uses it, or set PORT to another.`;
  }
  if (code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `HOST=${host} is not an address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 for all.`;
  }
  return `Port ${port} on ${host} cannot be listened on: ${message}.`;
}

/** The address to open from this machine. */
function addressOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Makes `app` listen.
 * @returns its address, with the port it got
 * @throws Error, one clear line, where it cannot
 */
export async function listen(app: Pick<FastifyInstance, 'listen' | 'server'>, where: ListenAddress): Promise<string> {
  try {
    await app.listen({ host: where.host, port: where.port });
  } catch (error) {
    throw new Error(describeListenError(error, where), { cause: error });
  }
  const address = app.server.address();
  return addressOf(where.host, typeof address === 'object' && address !== null ? address.port : where.port);
}
