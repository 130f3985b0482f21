// A typed client of the HTTP API over fetch, for browsers and Node. Only types are imported from the schemas, so that a
// page's bundle carries no validation library.

import type { Model } from './model.js';
import type { Picture } from './picture.js';
import type { Deleted, ImageRequest, Prediction, PredictionDetails, PredictionRecord } from './prediction.js';
import type { PredictionBatch } from './prediction-batch.js';
import type { ExportQuery, ListQuery, PredictionFilters, PredictionPage } from './prediction-query.js';
import type { Problem } from './problem.js';

export type { Model } from './model.js';
export type { Picture } from './picture.js';
export type {
  Deleted,
  ImageRequest,
  PictureDigit,
  Prediction,
  PredictionDetails,
  PredictionRecord,
} from './prediction.js';
export type { FailedItem, PredictionBatch } from './prediction-batch.js';
export type { ExportQuery, ListQuery, PredictionFilters, PredictionOrder, PredictionPage } from './prediction-query.js';
export type { Problem } from './problem.js';

/** The server refused or failed; `message` is the problem's `detail`, a sentence for a person. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** No usable answer came: no connection, or something between that is not the API. Trying again may help. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** A StrokesRequest that may be read-only, as drawings are on the page. */
export interface DrawingRequest {
  readonly strokes: readonly (readonly (readonly [x: number, y: number])[])[];
  readonly size: number;
  readonly id?: string;
}

/** What one call may set: `signal` gives it up. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface Client {
  /** Recognises and logs a drawing or an image; the same `id` twice is one prediction. */
  createPrediction(request: DrawingRequest | ImageRequest, options?: CallOptions): Promise<Prediction>;
  /**
   * Recognises and logs 1–100 drawings and images; the answer has an item for each, in their order: its prediction, or
   * `{ problem }`. With ids a batch whose answer was lost can be sent again.
   */
  createPredictions(
    requests: readonly (DrawingRequest | ImageRequest)[],
    options?: CallOptions,
  ): Promise<PredictionBatch['items']>;
  /** Anybody's prediction by its id; `mine` says whether it is this visitor's. */
  getPrediction(id: string, options?: CallOptions): Promise<PredictionDetails>;
  /** A page of this visitor's own predictions. */
  listPredictions(query?: Partial<ListQuery>, options?: CallOptions): Promise<PredictionPage>;
  /** The address of a file of all this visitor's own that match, oldest first: for a link that downloads it. */
  exportUrl(format: ExportQuery['format'], filters?: PredictionFilters): string;
  /** Says what the digit really was: 0–9, or null to take the label back. */
  setLabel(id: string, label: number | null, options?: CallOptions): Promise<PredictionRecord>;
  deletePrediction(id: string, options?: CallOptions): Promise<void>;
  /** Deletes all of this visitor's own predictions, and says how many they were. */
  deleteAllPredictions(options?: CallOptions): Promise<Deleted>;
  /** The model in use: the network to run in the page, and where its weights are. */
  getModel(options?: CallOptions): Promise<Model>;
  /** Has the server fetch a picture from an address on the web; its `image` can be shown, and sent to createPrediction. */
  fetchPicture(url: string, options?: CallOptions): Promise<Picture>;
}

/** The part of fetch that the client needs; the global fetch is one. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'detail' in value && typeof value.detail === 'string';
}

/** The body as JSON; undefined where it is something else, such as a proxy's error page. */
async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The query string of what is set, with its "?"; empty where nothing is. */
function searchOf(query: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const text = parameters.toString();
  return text && `?${text}`;
}

/**
 * A client of the API that the server at `baseUrl` offers.
 * @param baseUrl The server's origin, with or without a path before /api/v1: "" for the page's own server.
 * @param fetch Sends the requests; the global fetch by default.
 * @returns Calls that throw ProblemError when the server says no, NetworkError when it cannot be reached, and an
 *   AbortError when their signal gave them up.
 */
export function createClient(baseUrl: string, fetch: Fetch = (url, init) => globalThis.fetch(url, init)): Client {
  const api = `${baseUrl.replace(/\/+$/, '')}/api/v1`;

  const predictions = '/predictions';

  async function call(method: string, path: string, body: unknown, { signal }: CallOptions = {}): Promise<unknown> {
    const init: RequestInit = { method, headers: { accept: 'application/json, application/problem+json' } };
    if (signal) init.signal = signal;
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { ...init.headers, 'content-type': 'application/json' };
    }
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(api + path, init);
      answer = response.status === 204 ? null : await readJson(response);
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new NetworkError('The server cannot be reached. Check the connection and try again.', { cause: error });
    }
    if (!response.ok) {
      if (isProblem(answer)) throw new ProblemError(answer);
      throw new ProblemError({
        type: 'about:blank',
        title: response.statusText || 'Error',
        status: response.status,
        detail: `The server answered ${response.status} without saying why. Try again later.`,
      });
    }
    if (answer === undefined) throw new NetworkError(`The answer from ${api} is not the API's. Check the address.`);
    return answer;
  }

  const pathOf = (id: string) => `${predictions}/${encodeURIComponent(id)}`;

  return {
    createPrediction: (request, options) => call('POST', predictions, request, options) as Promise<Prediction>,
    async createPredictions(items, options) {
      const batch = (await call('POST', `${predictions}/batch`, { items }, options)) as PredictionBatch;
      return batch.items;
    },
    getPrediction: (id, options) => call('GET', pathOf(id), undefined, options) as Promise<PredictionDetails>,
    listPredictions: (query = {}, options) =>
      call('GET', predictions + searchOf(query), undefined, options) as Promise<PredictionPage>,
    exportUrl: (format, filters = {}) => `${api}${predictions}/export${searchOf({ format, ...filters })}`,
    setLabel: (id, label, options) =>
      call('PUT', `${pathOf(id)}/label`, { label }, options) as Promise<PredictionRecord>,
    async deletePrediction(id, options) {
      await call('DELETE', pathOf(id), undefined, options);
    },
    deleteAllPredictions: (options) => call('DELETE', predictions, undefined, options) as Promise<Deleted>,
    getModel: (options) => call('GET', '/model', undefined, options) as Promise<Model>,
    fetchPicture: (url, options) => call('POST', '/pictures', { url }, options) as Promise<Picture>,
  };
}
