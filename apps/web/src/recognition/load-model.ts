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

/** Which model the server has; the one it had last where it cannot be asked. */
async function fetchDescription(cache: Cache | null): Promise<ServedModel> {
  const kept = await cache?.match(ADDRESS);
  try {
    const response = await fetchWhole(ADDRESS, kept ? AbortSignal.timeout(PATIENCE_MS) : null);
    await keep(cache, ADDRESS, response.clone());
    return await response.json();
  } catch (error) {
    if (!kept) throw error;
    return await kept.json();
  }
}

/** The weights, which never change under their address; those of other models are forgotten. */
async function fetchWeights(cache: Cache | null, address: string): Promise<Uint8Array> {
  const kept = await cache?.match(address);
  if (kept) return new Uint8Array(await kept.arrayBuffer());
  const response = await fetchWhole(address);
  const copy = response.clone();
  const weights = new Uint8Array(await response.arrayBuffer());
  if (cache) {
    const others = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== ADDRESS);
    await Promise.all(others.map((request) => cache.delete(request)));
    await keep(cache, address, copy);
  }
  return weights;
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
  const described = await fetchDescription(cache);
  if (!described.weights) return null;
  const { url } = described.weights;
  try {
    return await prepareModel(described, await fetchWeights(cache, url));
  } catch (error) {
    // What is damaged in the cache would be damaged on every visit.
    await cache?.delete(url);
    throw error;
  }
}
