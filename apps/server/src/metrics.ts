// Prometheus metrics: the process, how long requests take, and what was predicted.
import type { PredictionRecord } from '@digits/contract';
import { measureRequests } from '@digits/service';
import type { LogStatus, Store } from '@digits/store';
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createModelMetrics, type ModelMetrics } from './models/model-metrics.js';

export interface Metrics {
  readonly model: ModelMetrics;
  /** Counts a prediction that was logged. @param digits of an image of several, each of them */
  countPrediction(record: PredictionRecord): void;
  /** Counts what somebody said a prediction really was. @param record with its new label */
  countLabel(record: PredictionRecord): void;
  /** Adds GET /metrics, for those whom `access` lets pass, and measures every request to `app`. */
  register(app: FastifyInstance, access: onRequestAsyncHookHandler): void;
}

const versionOf = ({ model }: Pick<PredictionRecord, 'model'>) => `${model.name}-${model.version}`;

/** What the log of predictions does, read from it whenever somebody asks. */
function registerLogMetrics(registry: Registry, status: () => LogStatus): void {
  const gauge = (name: string, help: string, value: (status: LogStatus) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value(status()));
      },
    });
  const counter = (name: string, help: string, value: (status: LogStatus) => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value(status()));
      },
    });
  gauge(
    'prediction_log_database_up',
    '1 while predictions are written to the database, 0 while to the spool.',
    (log) => (log.target === 'database' ? 1 : 0),
  );
  gauge('prediction_log_spooled', 'Predictions in the spool, not yet in the database.', (log) => log.spooled);
  gauge('prediction_log_spool_bytes', 'Bytes in the spool.', (log) => log.spoolBytes);
  gauge(
    'prediction_log_spool_failing',
    '1 while the spool cannot be written either: predictions are refused.',
    (log) => (log.spoolError === null ? 0 : 1),
  );
  counter(
    'prediction_log_inserted_total',
    'Predictions written to the database as they came …',
    (log) => log.insertedTotal,
  );
  counter('prediction_log_groups_total', '… and the groups that they came in.', (log) => log.groupsTotal);
  counter('prediction_log_spooled_total', 'Predictions written to the spool.', (log) => log.spooledTotal);
  counter(
    'prediction_log_refused_total',
    'Predictions of the spool that the database refused; they are kept beside it.',
    (log) => log.refusedTotal,
  );
  counter(
    'prediction_log_drained_total',
    'Predictions brought from the spool to the database.',
    (log) => log.drainedTotal,
  );
}

/** A registry of its own for each app, so that several can run in one process. */
export function createMetrics(store: Pick<Store, 'logStatus'>): Metrics {
  const registry = new Registry();
  const predictions = new Counter({
    name: 'predictions_total',
    help: 'Predictions logged, by what the model said ("none": not a digit, "several": a row) and where the ink came from.',
    labelNames: ['digit', 'source', 'model'],
    registers: [registry],
  });
  const confidences = new Histogram({
    name: 'prediction_confidence',
    help: 'How sure the model was of the digits that it read, 0 to 1.',
    labelNames: ['model'],
    buckets: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1],
    registers: [registry],
  });
  const labels = new Counter({
    name: 'prediction_labels_total',
    help: 'What people said of predictions: "right", "wrong" (a correction; also of what was refused), or "withdrawn".',
    labelNames: ['verdict', 'model'],
    registers: [registry],
  });
  registerLogMetrics(registry, () => store.logStatus());

  return {
    model: createModelMetrics(registry),
    countPrediction(record) {
      const { digit, digits = [], source, confidence } = record;
      // A row of which nothing could be read, such as a word, is no better than a scribble.
      const other = digits.some((one) => one.digit !== null) ? 'several' : 'none';
      predictions.inc({ digit: digit ?? other, source, model: versionOf(record) });
      if (digit !== null) confidences.observe({ model: versionOf(record) }, confidence);
    },
    countLabel(record) {
      const verdict = record.label === null ? 'withdrawn' : record.label === record.digit ? 'right' : 'wrong';
      labels.inc({ verdict, model: versionOf(record) });
    },
    register: (app, access) => measureRequests(app, registry, access),
  };
}
