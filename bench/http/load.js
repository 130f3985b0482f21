// Requests at full speed over a number of connections, each prediction under an id of its own, and what was acknowledged.
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';

/**
 * @typedef {object} LoadResult
 * @property {string[]} acknowledged ids that were answered with `status`
 * @property {number} seconds
 * @property {number[]} latencies of each answer, ms, ascending
 * @property {number} errors answers with another status, and requests without one
 * @property {string[]} complaints what the first few of them said
 */

/**
 * Sends predictions for `seconds`, then waits for the answers to what was sent.
 * @param {object} options
 * @param {string} options.url of the endpoint
 * @param {number} options.connections
 * @param {number} options.seconds
 * @param {(id: string, index: number) => string} options.body the request's JSON
 * @param {number} [options.status] of an answer that acknowledges
 * @returns {Promise<LoadResult>}
 */
export async function load({ url, connections, seconds, body, status = 201 }) {
  /** @type {string[]} */
  const acknowledged = [];
  /** @type {number[]} */
  const latencies = [];
  /** @type {string[]} */
  const complaints = [];
  let index = 0;
  let errors = 0;
  const complain = (/** @type {string} */ what) => {
    errors += 1;
    if (complaints.length < 5) complaints.push(what);
  };
  const start = performance.now();
  let end = start;
  const instance = autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 30,
    setupClient(client) {
      // Each connection has one request at a time on its way.
      let id = '';
      let sentAt = 0;
      const prepare = () => {
        id = randomUUID();
        client.setBody(body(id, index++));
        sentAt = performance.now();
      };
      prepare();
      client.on('body', (/** @type {Buffer} */ text) => {
        // Kept for the answer's status, which comes after it.
        client.lastBody = text;
      });
      client.on('response', (/** @type {number} */ code) => {
        end = performance.now();
        if (code === status) {
          acknowledged.push(id);
          latencies.push(end - sentAt);
        } else complain(`${code}: ${String(client.lastBody ?? '').slice(0, 200)}`);
        prepare();
      });
    },
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  instance.on('reqError', (/** @type {Error} */ error) => complain(error.message));
  await instance;
  latencies.sort((a, b) => a - b);
  return { acknowledged, seconds: (end - start) / 1_000, latencies, errors, complaints };
}

/** The value that the share `q` of the ascending values does not exceed. @param {readonly number[]} values @param {number} q */
export const quantile = (values, q) => values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;
