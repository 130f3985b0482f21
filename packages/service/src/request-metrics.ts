// Metrics that every HTTP service has: its requests, and GET /metrics to read all that its registry holds.
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import { HIDDEN } from './hidden-schema.js';

/**
 * Adds GET /metrics and measures every request to `app`, and the process, in `registry`.
 * @param access lets those pass who may read the metrics; without it, everybody may
 */
export function measureRequests(
  app: FastifyInstance,
  registry: Registry,
  access: onRequestAsyncHookHandler = async () => {},
): void {
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, seconds.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const inProgress = new Gauge({
    name: 'http_requests_in_progress',
    help: 'Requests that are not answered yet.',
    registers: [registry],
  });
  app.addHook('onRequest', async (_request, reply) => {
    inProgress.inc();
    // Also where the client is gone before its answer.
    reply.raw.once('close', () => inProgress.dec());
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, not its address: an id in a label would make a series of its own.
    const route = request.routeOptions.url ?? 'none';
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { schema: HIDDEN, onRequest: access }, async (_request, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
}
