// A model server elsewhere, asked with all the care that a network wants: a time limit, another try where the next may do better, and a
// circuit breaker, so that a server that is down is not asked by every request.
import type { Recognition } from '@digits/recognizer';
import {
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  isBrokenCircuitError,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { errors, Pool } from 'undici';
import { AnswerError, JSON_LENGTH_HEADER, readInferResponse, writeInferRequest } from './infer-message.js';
import type { ModelIdentity } from './model.js';

export interface RemoteModelOptions {
  /** Address of the model server, with http or https. */
  readonly url: string;
  /** For an answer, all tries included, ms. */
  readonly timeoutMs: number;
}

/** Why a model server gave no answer. */
export type FailureReason = 'connection' | 'timeout' | 'status' | 'answer';

/** No answer from the model server; the message says why, for the log. */
export class RemoteModelError extends Error {
  override readonly name = 'RemoteModelError';
  readonly reason: FailureReason;
  /** Whether the next try may do better. */
  readonly isTransient: boolean;

  constructor(reason: FailureReason, message: string, isTransient: boolean, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.isTransient = isTransient;
  }
}

export interface RemoteAnswer {
  readonly model: ModelIdentity;
  readonly recognitions: Recognition[];
}

export interface RemoteModel {
  /**
   * Asks the model server.
   * @returns null while it is known to be down, and not asked
   * @throws RemoteModelError
   */
  recognize(images: readonly Uint8Array[]): Promise<RemoteAnswer | null>;
  /** Is called whenever the circuit breaker changes. */
  onStateChange(listener: (state: CircuitState) => void): void;
  close(): Promise<void>;
}

/** Connections to the server, kept open between requests. */
const CONNECTIONS = 64;
/** More than any answer has, bytes. */
const MAX_ANSWER_BYTES = 1_000_000;
/** Tries after the first. */
const RETRIES = 2;
/** Failed answers in a row after which the server is not asked … */
const BREAK_AFTER = 5;
/** … for about this long, ms, and longer each time up to … */
const FIRST_BREAK_MS = 500;
const LONGEST_BREAK_MS = 10_000;
/** Statuses that the next try may not have: of a proxy, and of a full queue. */
const TRANSIENT_STATUS = new Set([502, 503, 504]);

/** What a model server says of a request that it refuses: a part of it, for the log. */
const excerpt = (body: Buffer): string => body.toString('utf8', 0, 200).replaceAll(/\s+/g, ' ');

function toRemoteModelError(error: unknown): RemoteModelError {
  if (error instanceof RemoteModelError) return error;
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    return new RemoteModelError('answer', `it has more than ${MAX_ANSWER_BYTES} bytes`, false, error);
  }
  if (error instanceof AnswerError) return new RemoteModelError('answer', error.message, false, error);
  // By the time limit, or by undici, which the limit told to stop: whichever comes first.
  const isLate = error instanceof TaskCancelledError || (error instanceof Error && error.name === 'AbortError');
  if (isLate) return new RemoteModelError('timeout', 'no answer in time', true, error);
  const message = error instanceof Error ? error.message || String(error) : String(error);
  return new RemoteModelError('connection', message, true, error);
}

/** A model server for the model `name`; nothing is asked yet. */
export function connectRemoteModel({ url, timeoutMs }: RemoteModelOptions, name: string): RemoteModel {
  const { origin, pathname } = new URL(url);
  const path = `${pathname.replace(/\/$/, '')}/v2/models/${name}/infer`;
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connectTimeout: timeoutMs,
    maxResponseSize: MAX_ANSWER_BYTES,
  });

  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: new ExponentialBackoff({ initialDelay: FIRST_BREAK_MS, maxDelay: LONGEST_BREAK_MS }),
    breaker: new ConsecutiveBreaker(BREAK_AFTER),
  });
  const policy = wrap(
    breaker,
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
    // Decorrelated jitter: clients that failed together do not come again together.
    retry(
      handleWhen((error) => toRemoteModelError(error).isTransient),
      { maxAttempts: RETRIES, backoff: new ExponentialBackoff({ initialDelay: 20, maxDelay: 100 }) },
    ),
    // Half of the time, so that a request that was lost on the way has another.
    timeout(Math.ceil(timeoutMs / 2), TimeoutStrategy.Aggressive),
  );

  async function ask(images: readonly Uint8Array[], signal: AbortSignal): Promise<RemoteAnswer> {
    const { body, jsonLength } = writeInferRequest(images);
    const response = await pool.request({
      method: 'POST',
      path,
      headers: { 'content-type': 'application/octet-stream', [JSON_LENGTH_HEADER]: String(jsonLength) },
      body,
      signal,
    });
    const answer = Buffer.from(await response.body.arrayBuffer());
    if (response.statusCode !== 200) {
      const { statusCode } = response;
      // One that asks for time, whole seconds or a date, gets it: a person should not wait that long.
      const isLater = !['0', undefined].includes(response.headers['retry-after']?.toString());
      const isTransient = TRANSIENT_STATUS.has(statusCode) && !isLater;
      throw new RemoteModelError('status', `status ${statusCode}: ${excerpt(answer)}`, isTransient);
    }
    return readInferResponse(answer, response.headers[JSON_LENGTH_HEADER]?.toString(), images.length, name);
  }

  return {
    async recognize(images) {
      // Half open, one request finds out whether the server is back; others would wait for it.
      if (breaker.state === CircuitState.HalfOpen) return null;
      try {
        // A signal of its own: cockatiel's default is one for all, which every call under way would listen to.
        return await policy.execute(({ signal }) => ask(images, signal), new AbortController().signal);
      } catch (error) {
        if (isBrokenCircuitError(error)) return null;
        throw toRemoteModelError(error);
      }
    },
    onStateChange: (listener) => void breaker.onStateChange(listener),
    close: () => pool.destroy(),
  };
}
