// Closing with grace: what is under way is finished, and nothing waits for connections that are merely kept alive.
import process from 'node:process';
import type { FastifyInstance } from 'fastify';

/** Requests that are still running when the service is told to stop get this long, ms. */
const CLOSE_TIMEOUT_MS = 10_000;

/** Ctrl-C can arrive twice: from the terminal and handed on by npm. A signal this soon after the first is the same, ms. */
const SAME_SIGNAL_MS = 1_000;

/** Makes a closing `app` end each connection with the answer that it gives on it. */
export function closeConnectionsWhenClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/** Closes `app` and ends the process on SIGINT or SIGTERM; at once on a second one. */
export function closeOnSignals(app: Pick<FastifyInstance, 'close' | 'log'>): void {
  let toldAt: number | undefined;
  const close = () => {
    if (toldAt !== undefined) {
      if (performance.now() - toldAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    toldAt = performance.now();
    setTimeout(() => process.exit(1), CLOSE_TIMEOUT_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        app.log.error({ err: error }, 'closing failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', close).on('SIGTERM', close);
}
