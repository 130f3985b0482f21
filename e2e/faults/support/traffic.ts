// Predictions sent without pause while things break, and what became of each.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** A 0, drawn by somebody in a hurry. */
const STROKES = [
  Array.from({ length: 33 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 32;
    return [140 - 70 * Math.sin(angle), 140 - 90 * Math.cos(angle)];
  }),
];

export interface Traffic {
  /** Ids of the predictions that were answered with 201, in the order of their answers. */
  readonly acknowledged: string[];
  /** How many answers had each other status, and how many requests (0) had no answer. */
  readonly others: Map<number, number>;
  /** The longest that any request waited for its answer, or for its end without one, ms. */
  longest(): number;
  /** Sends until something has been acknowledged `count` more times. */
  untilAcknowledged(count: number): Promise<void>;
  /** Stops sending, and waits for the answers to what was sent. */
  stop(): Promise<void>;
}

/** One request; its status, 0 where there was no answer. */
export function post(url: string, body: unknown, agent?: http.Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve) => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const { request } = url.startsWith('https:') ? https : http;
    const sent = request(url, { method: 'POST', headers, ...(agent && { agent }) }, (response) => {
      let answer = '';
      response.on('data', (chunk: Buffer) => {
        answer += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answer }));
      response.on('error', () => resolve({ status: 0, body: '' }));
    });
    sent.on('error', () => resolve({ status: 0, body: '' }));
    sent.end(text);
  });
}

/** Begins to send, over `connections` at once. */
export function startTraffic(urls: string | readonly string[], connections = 16): Traffic {
  const targets = typeof urls === 'string' ? [urls] : urls;
  const options = { keepAlive: true, maxSockets: connections };
  // Where TLS is tested, the certificate is one that the proxy has made for itself.
  const isSecure = targets.some((target) => target.startsWith('https:'));
  const agent = isSecure ? new https.Agent({ ...options, rejectUnauthorized: false }) : new http.Agent(options);
  const acknowledged: string[] = [];
  const others = new Map<number, number>();
  let longest = 0;
  let isOver = false;
  let turn = 0;

  async function send(): Promise<void> {
    while (!isOver) {
      const id = randomUUID();
      const start = performance.now();
      const target = targets[turn++ % targets.length];
      const { status } = await post(`${target}/api/v1/predictions`, { id, strokes: STROKES, size: 280 }, agent);
      longest = Math.max(longest, performance.now() - start);
      if (status === 201) acknowledged.push(id);
      else {
        others.set(status, (others.get(status) ?? 0) + 1);
        await sleep(20);
      }
    }
  }

  const senders = Array.from({ length: connections }, send);
  return {
    acknowledged,
    others,
    longest: () => longest,
    async untilAcknowledged(count) {
      const wanted = acknowledged.length + count;
      while (acknowledged.length < wanted) await sleep(10);
    },
    async stop() {
      isOver = true;
      await Promise.all(senders);
      agent.destroy();
    },
  };
}
