// The model in use: a model server where one is named, and this process's own copy for when it gives no answer.
import { BLANK } from '@digits/recognizer';
import { faultInKnownAnswer, KNOWN_IMAGE, type Recognizer } from '@digits/recognizer/node';
import { CircuitState } from 'cockatiel';
import type { FastifyBaseLogger } from 'fastify';
import type { Model, ModelAnswer, ModelCheck } from './model.js';
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
  /** Whether the own copy is right: where it answers, it is what is checked. */
  const checkLocal = async (remoteFault: string | null): Promise<ModelCheck> => {
    const { recognitions, source } = count(await askLocal([KNOWN_IMAGE]));
    return { fault: faultInKnownAnswer(recognitions[0]), source, remoteFault };
  };
  if (!options) {
    return {
      recognize: async (images) => count(await askLocal(images)),
      check: () => checkLocal(null),
      close: async () => undefined,
    };
  }

  const remote = connectRemoteModel(options, name);
  const watch = createWatch(new URL(options.url).origin, log);
  metrics.setBreakerState(CircuitState.Closed);
  remote.onStateChange(metrics.setBreakerState);
  /** What the last check found wrong with the model server. */
  let remoteFault: string | null = null;

  /** Asks the model server; null where it gives no answer. @param verify throws RemoteModelError about one that is wrong */
  async function tryRemote(
    images: readonly (Uint8Array | null)[],
    verify: (answer: ModelAnswer) => void = () => undefined,
  ): Promise<ModelAnswer | null> {
    try {
      const answer = await askRemote(remote, images);
      if (!answer) return null;
      verify(answer);
      watch.onAnswer();
      return count(answer);
    } catch (error) {
      if (!(error instanceof RemoteModelError)) throw error;
      metrics.countFailure(error.reason);
      watch.onFailure(error);
      return null;
    }
  }

  return {
    async recognize(images) {
      const isForRemote = remoteFault === null && images.some((image) => image !== null);
      return (isForRemote ? await tryRemote(images) : null) ?? count(await askLocal(images));
    },
    async check() {
      const answer = await tryRemote([KNOWN_IMAGE], ({ recognitions }) => {
        remoteFault = faultInKnownAnswer(recognitions[0]);
        if (remoteFault !== null) throw new RemoteModelError('answer', `it is ${remoteFault}`, false);
      });
      return answer ? { fault: null, source: answer.source, remoteFault: null } : checkLocal(remoteFault);
    },
    close: remote.close,
  };
}
