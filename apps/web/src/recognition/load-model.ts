// Fetches the model that the server answers by, and prepares it to run here. What was fetched is kept in the browser's cache,
// so that the page recognises without a connection too.
import type { Model as ServedModel } from '@digits/contract/client';
import { createForward, type Forward, type Layer, type Recognition, recognitionFromLogits } from '@digits/recognizer';

/** A model that runs in this browser. */
export interface Model {
  readonly name: string;
  readonly version: string;
  readonly forward: Forward;
  /** @param image 784 bytes, 0 paper … 255 ink */
  readonly recognize: (image: Uint8Array) => Recognition;
}

const ADDRESS = '/api/v1/model';
const CACHE = 'model';
/** A server that takes longer than this to say which model it has is not waited for where one is kept, ms. */
const PATIENCE_MS = 5_000;

/** The cache, where there is one: on https and localhost, unless the browser forbids storage. */
async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(CACHE);
  } catch {
    return null;
  }
}

/** @param signal gives up waiting; without one a slow line has all the time that it takes. */
async function fetchWhole(address: string, signal: AbortSignal | null = null): Promise<Response> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`${address} answered ${response.status}.`);
  return response;
}

/** Keeps an answer where there is room for it. */
async function keep(cache: Cache | null, address: string, response: Response): Promise<void> {
  try {
    await cache?.put(address, response);
  } catch {
    // It is fetched again next time.
  }
}

/** Which model the server has, as it says now; null where it cannot be asked, and another is kept. */
async function askServer(hasKept: boolean): Promise<Response | null> {
  try {
    return await fetchWhole(ADDRESS, hasKept ? AbortSignal.timeout(PATIENCE_MS) : null);
  } catch (error) {
    if (!hasKept) throw error;
    return null;
  }
}

/** The weights, which never change under their address. */
async function fetchWeights(cache: Cache | null, address: string): Promise<Uint8Array> {
  const kept = await cache?.match(address);
  if (kept) return new Uint8Array(await kept.arrayBuffer());
  const response = await fetchWhole(address);
  const copy = response.clone();
  const weights = new Uint8Array(await response.arrayBuffer());
  await keep(cache, address, copy);
  return weights;
}

/** Forgets the weights of other models than that at `address`. */
async function forgetOthers(cache: Cache | null, address: string): Promise<void> {
  for (const request of (await cache?.keys()) ?? []) {
    if (![ADDRESS, address].includes(new URL(request.url).pathname)) await cache?.delete(request);
  }
}

/** Prepares a model that the server described. */
export async function prepareModel(described: ServedModel, weights: Uint8Array): Promise<Model> {
  const { name, version, input, calibration, rejection } = described;
  // The API knows of a layer that it has a type; the forward pass refuses those that it does not know.
  const network = described.network as unknown as readonly Layer[];
  const expected = described.weights ? { weights: { sha256: described.weights.sha256 } } : {};
  const forward = await createForward({ network, input, ...expected }, weights);
  const rule = rejection ? { calibration, rejection } : { calibration };
  return { name, version, forward, recognize: (image) => recognitionFromLogits(forward.forward(image), rule) };
}

/**
 * Loads the server's model.
 * @returns null where that model has no weights for browsers: then only the server can recognise.
 * @throws Error when it cannot be fetched and none is kept, or what was fetched is damaged.
 */
export async function loadModel(): Promise<Model | null> {
  const cache = await openCache();
  const kept = await cache?.match(ADDRESS);
  const answer = await askServer(kept !== undefined);
  const described: ServedModel = await (answer?.clone() ?? kept)?.json();
  const url = described.weights?.url;
  const model = url === undefined ? null : await loadDescribed(cache, described, url);
  // Only now: until its weights are here, the model that was kept before is the one to open with.
  if (answer) await keep(cache, ADDRESS, answer);
  if (url !== undefined) await forgetOthers(cache, url);
  return model;
}

async function loadDescribed(cache: Cache | null, described: ServedModel, url: string): Promise<Model> {
  try {
    return await prepareModel(described, await fetchWeights(cache, url));
  } catch (error) {
    // What is damaged in the cache would be damaged on every visit.
    await cache?.delete(url);
    throw error;
  }
}
