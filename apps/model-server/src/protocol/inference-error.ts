// What stops a request: a status, and a sentence for the person who sent it, sent as {"error": "…"}.

/** Answered with `statusCode`; the message says what is wrong and what to do. */
export class InferenceError extends Error {
  override readonly name = 'InferenceError';
  readonly statusCode: number;
  /** Seconds after which to try again; null where that does not help. */
  readonly retryAfter: number | null;

  constructor(statusCode: number, message: string, retryAfter: number | null = null) {
    super(message);
    this.statusCode = statusCode;
    this.retryAfter = retryAfter;
  }
}

/** What is sent is not what it should be. */
export const badRequest = (message: string): InferenceError => new InferenceError(400, message);
