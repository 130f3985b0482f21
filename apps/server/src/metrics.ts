// Prometheus metrics: the process, how long requests take, and what was predicted.
import type { PictureDigit, PredictionRecord } from '@digits/contract';
import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** Counts a prediction that was logged. @param digits of an image of several, each of them */
  countPrediction(record: PredictionRecord, digits?: readonly PictureDigit[]): void;
  /** Adds GET /metrics and measures every request to `app`. */
  register(app: FastifyInstance): void;
}

/** A registry of its own for each app, so that several can run in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer, seconds.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const predictions = new Counter({
    name: 'predictions_total',
    help: 'Predictions logged, by what the model said ("none": not a digit, "several": a row) and where the ink came from.',
    labelNames: ['digit', 'source'],
    registers: [registry],
  });

  return {
    countPrediction({ digit, source }, digits = []) {
      // A row of which nothing could be read, such as a word, is no better than a scribble.
      const other = digits.some((one) => one.digit !== null) ? 'several' : 'none';
      predictions.inc({ digit: digit ?? other, source });
    },
    register(app) {
      app.addHook('onResponse', async (request, reply) => {
        // The route's pattern, not its address: an id in a label would make a series of its own.
        const route = request.routeOptions.url ?? 'none';
        requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
      });
      app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
        reply.type(registry.contentType);
        return registry.metrics();
      });
    },
  };
}
