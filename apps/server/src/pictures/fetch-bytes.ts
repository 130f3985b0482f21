// Fetches what is at an address: only from where the guard allows, within limits of time and size.
import { lookup as resolve } from 'node:dns';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { HttpProblem } from '../http-problem.js';
import type { AddressGuard } from './address-guard.js';
import { checkUrl, hostOf, refuse, refusePrivate } from './check-url.js';

export interface FetchLimits {
  /** The whole time, redirects included, ms. */
  readonly timeout: number;
  /** The most bytes, after decompression. */
  readonly bytes: number;
}

const MAX_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HEADERS = {
  accept: 'image/png, image/jpeg, image/webp, image/gif, image/tiff, image/avif',
  // Pictures are compressed already.
  'accept-encoding': 'identity',
  'user-agent': 'mnist-digit-classifier',
};

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Resolves a name to addresses of which each is allowed: the connection then goes to one of these, and to no other. */
const guardedLookup =
  (isAllowed: AddressGuard): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error('no address'), '');
      if (!addresses.every(({ address }) => isAllowed(address))) return callback(refusePrivate(hostname), '');
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };

/** One request, without what follows from its answer. */
function send(url: URL, isAllowed: AddressGuard, signal: AbortSignal): Promise<IncomingMessage> {
  const { get } = url.protocol === 'https:' ? https : http;
  return new Promise((fulfil, reject) => {
    // No agent: a connection that is kept was checked for another request.
    get(url, { lookup: guardedLookup(isAllowed), agent: false, headers: HEADERS, signal }, fulfil)
      .on('error', reject)
      // Neither is an error to Node: a server that wants another protocol, and one that hangs up without an answer.
      .on('upgrade', (_response, socket) => socket.destroy())
      .on('close', () => reject(new HttpProblem(502, `${hostOf(url)} did not answer as a web server does.`)));
  });
}

/** Follows redirects, each checked as the first address was. */
async function follow(url: URL, isAllowed: AddressGuard, signal: AbortSignal): Promise<IncomingMessage> {
  let current = url;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await send(current, isAllowed, signal);
    const { statusCode = 0, headers } = response;
    if (!REDIRECTS.has(statusCode) || headers.location === undefined) return response;
    response.destroy();
    current = checkUrl(headers.location, isAllowed, current);
  }
  throw refuse(`The address leads on to another more than ${MAX_REDIRECTS} times: give the last of them.`);
}

/** The body as it was before it was encoded for the way. */
function decode(response: IncomingMessage, host: string): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return response;
  const decoder = DECODERS[encoding]?.();
  if (!decoder) throw new HttpProblem(502, `${host} sends the picture in an encoding that was not asked for.`);
  // What goes wrong shows where the decoder is read.
  pipeline(response, decoder, () => {});
  return decoder;
}

async function readBody(response: IncomingMessage, host: string, limit: number): Promise<Buffer> {
  const tooLarge = refuse(`What is at this address has more than ${limit / 1e6} MB: choose a smaller picture.`);
  if (Number(response.headers['content-length'] ?? 0) > limit) throw tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of decode(response, host)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) throw tooLarge;
  }
  return Buffer.concat(chunks);
}

/** What went wrong on the way, as a person who gave the address can understand it. */
function explain(error: unknown, host: string, signal: AbortSignal, timeout: number): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (signal.aborted) {
    return new HttpProblem(
      504,
      `${host} took longer than ${timeout / 1000} s to send the picture: try again, or save it and upload it.`,
    );
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOTFOUND') return refusePrivate(host);
  if (code === 'EAI_AGAIN')
    return new HttpProblem(502, `${host} could not be looked up just now: try again in a moment.`);
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR')) {
    return new HttpProblem(502, `What ${host} sent is damaged: try again, or save the picture and upload it.`);
  }
  if (/CERT|TLS|SSL|UNABLE_TO/.test(code)) {
    return new HttpProblem(502, `${host} has no certificate that can be trusted: save the picture and upload it.`);
  }
  return new HttpProblem(502, `${host} cannot be reached, or broke off: check the address, or try again.`);
}

/**
 * What is at `address`.
 * @throws HttpProblem 422 where the address is not one to fetch from, or what is there is too large; 502 where the other
 *   server fails, 504 where it takes too long.
 */
export async function fetchBytes(address: string, isAllowed: AddressGuard, limits: FetchLimits): Promise<Buffer> {
  const url = checkUrl(address, isAllowed);
  const host = hostOf(url);
  const signal = AbortSignal.timeout(limits.timeout);
  let response: IncomingMessage | undefined;
  try {
    response = await follow(url, isAllowed, signal);
    const { statusCode = 0 } = response;
    if (statusCode !== 200) {
      throw new HttpProblem(502, `${host} has no picture at this address: it answered with status ${statusCode}.`);
    }
    return await readBody(response, host, limits.bytes);
  } catch (error) {
    throw explain(error, host, signal, limits.timeout);
  } finally {
    response?.destroy();
  }
}
