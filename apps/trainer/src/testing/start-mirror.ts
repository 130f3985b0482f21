// An address to download from, on loopback.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const servers: Server[] = [];

/** Starts a server; its address ends in a slash. */
export async function startMirror(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Stops those that were started. */
export function stopMirrors(): void {
  for (const server of servers.splice(0)) server.close();
}

/** An address that refuses connections: where a server was. (fetch itself refuses the low ports that are known to be free.) */
export async function closedMirror(): Promise<string> {
  const address = await startMirror(() => undefined);
  const server = servers.pop();
  await new Promise((resolve) => server?.close(resolve));
  return address;
}
