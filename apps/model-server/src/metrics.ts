// Prometheus metrics of the model server: its process and requests, and what the models are asked.
import { measureRequests } from '@digits/service';
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ServedModel } from './repository/load-model.js';
import type { ModelRepository } from './repository/model-repository.js';

export interface Metrics {
  /** Counts an inference request that has ended. @param status its answer's, or "aborted" where the client was gone before */
  countInference(model: Pick<ServedModel, 'name' | 'version'>, status: string): void;
  /** Counts a request that found the queue full, or no room for its body. */
  countRefusal(): void;
  /** Notes how many images one run of a network takes. */
  observeRun(images: number): void;
  /** Adds GET /metrics to `app`, measures its requests, and tells of `repository`. */
  register(app: FastifyInstance, repository: Pick<ModelRepository, 'served' | 'currentVersion'>): void;
}

/** A registry of its own for each app, so that several can run in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const inferences = new Counter({
    name: 'inference_requests_total',
    help: 'Inference requests, by the model that was asked and the status of the answer ("aborted": the client was gone before it).',
    labelNames: ['model', 'version', 'status'],
    registers,
  });
  const refusals = new Counter({
    name: 'inference_refused_total',
    help: 'Inference requests refused because the queue was full, or too much was being sent.',
    registers,
  });
  const runs = new Histogram({
    name: 'inference_batch_images',
    help: 'Images in one run of the network.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });

  return {
    countInference: ({ name: model, version }, status) => inferences.inc({ model, version, status }),
    countRefusal: () => refusals.inc(),
    observeRun: (images) => runs.observe(images),
    register(app, repository) {
      measureRequests(app, registry);
      new Gauge({
        name: 'inference_queue_images',
        help: 'Images that wait for a run of the network.',
        registers,
        collect() {
          this.set(repository.served().reduce((sum, { recognizer }) => sum + recognizer.queued, 0));
        },
      });
      new Gauge({
        name: 'models_loaded',
        help: '1 for each version that is served, and whether it is the one that is asked by default.',
        labelNames: ['model', 'version', 'current'],
        registers,
        collect() {
          this.reset();
          for (const { name, version } of repository.served()) {
            this.set({ model: name, version, current: String(version === repository.currentVersion) }, 1);
          }
        },
      });
    },
  };
}
