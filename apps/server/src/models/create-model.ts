// The model in use: a model server where one is named, and this process's own copy for when it gives no answer.
import { BLANK } from '@digits/recognizer';
import type { Recognizer } from '@digits/recognizer/node';
import { CircuitState } from 'cockatiel';
import type { FastifyBaseLogger } from 'fastify';
import type { Model, ModelAnswer } from './model.js';
import type { ModelMetrics } from './model-metrics.js';
import { connectRemoteModel, type RemoteModel, RemoteModelError, type RemoteModelOptions } from './remote-model.js';

/** A model server is well again when it has not failed for this long, ms: one that comes and goes is told of once. */
const STEADY_MS = 5_000;

export interface ModelParts {
  readonly local: Recognizer;
  /** null where there is no model server. */
  readonly remote: RemoteModelOptions | null;
  readonly metrics: ModelMetrics;
  readonly log: Pick<FastifyBaseLogger, 'warn'>;
}

/** Tells the log once when a model server fails, and once when it is well again. */
function createWatch(url: string, log: ModelParts['log']) {
  let failedAt: number | null = null;
  return {
    onFailure({ message, reason }: RemoteModelError) {
      if (failedAt === null) {
        log.warn({ url, reason }, `the model server gives no answer (${message}): the own copy answers instead`);
      }
      failedAt = performance.now();
    },
    onAnswer() {
      if (failedAt === null || performance.now() - failedAt < STEADY_MS) return;
      failedAt = null;
      log.warn({ url }, 'the model server answers again');
    },
  };
}

/** Asks the model server about all but blanks; null where it is not asked. @throws RemoteModelError */
async function askRemote(remote: RemoteModel, images: readonly (Uint8Array | null)[]): Promise<ModelAnswer | null> {
  const answer = await remote.recognize(images.filter((image) => image !== null));
  if (!answer) return null;
  let next = 0;
  const all = images.map((image) => (image === null ? BLANK : (answer.recognitions[next++] ?? BLANK)));
  return { model: answer.model, source: 'remote', recognitions: all };
}

/** @returns the model, and what closes its connections; `local` is left open */
export function createModel({ local, remote: options, metrics, log }: ModelParts): Model & { close(): Promise<void> } {
  const { name, version } = local.manifest;
  const askLocal = async (images: readonly (Uint8Array | null)[]): Promise<ModelAnswer> => ({
    model: { name, version },
    source: 'local',
    recognitions: await local.recognize(images),
  });
  const count = (answer: ModelAnswer): ModelAnswer => {
    metrics.countAnswer(answer.source);
    return answer;
  };
  if (!options) return { recognize: async (images) => count(await askLocal(images)), close: async () => undefined };

  const remote = connectRemoteModel(options, name);
  const watch = createWatch(new URL(options.url).origin, log);
  metrics.setBreakerState(CircuitState.Closed);
  remote.onStateChange(metrics.setBreakerState);
  return {
    async recognize(images) {
      if (images.every((image) => image === null)) return count(await askLocal(images));
      try {
        const answer = await askRemote(remote, images);
        if (answer) {
          watch.onAnswer();
          return count(answer);
        }
      } catch (error) {
        if (!(error instanceof RemoteModelError)) throw error;
        metrics.countFailure(error.reason);
        watch.onFailure(error);
      }
      return count(await askLocal(images));
    },
    close: remote.close,
  };
}
