// The client against a real HTTP server that records what came and answers as told.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient, NetworkError, ProblemError } from './client.js';
import type { Problem } from './problem.js';

const ID = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';
const PROBLEM: Problem = {
  type: 'about:blank',
  title: 'Unprocessable Content',
  status: 422,
  detail: 'Draw a digit first.',
};

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
}

let answer: Answer | 'hang' | 'hang up';
let requests: { method: string | undefined; url: string | undefined; type: string | undefined; body: string }[];
let baseUrl: string;
let stop = async () => {};

async function handle(request: IncomingMessage, response: ServerResponse) {
  let body = '';
  for await (const chunk of request) body += chunk;
  requests.push({ method: request.method, url: request.url, type: request.headers['content-type'], body });
  if (answer === 'hang') return;
  if (answer === 'hang up') {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, { 'content-type': answer.type ?? 'application/json' }).end(answer.body);
}

beforeEach(async () => {
  requests = [];
  answer = { status: 200, body: '{}' };
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  baseUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});
afterEach(() => stop());

describe('a call', () => {
  test('sends a drawing as JSON and gives the prediction back', async () => {
    answer = { status: 201, body: '{"digit":7}' };
    const drawing = { strokes: [[[1, 2] as const]] as const, size: 280, id: ID };
    expect(await createClient(baseUrl).createPrediction(drawing)).toEqual({ digit: 7 });
    expect(requests).toEqual([
      { method: 'POST', url: '/api/v1/predictions', type: 'application/json', body: JSON.stringify(drawing) },
    ]);
  });

  test('sends many drawings and images at once, and gives what became of each', async () => {
    answer = { status: 200, body: '{"items":[{"digit":7},{"problem":{"status":422}}]}' };
    const drawings = [{ strokes: [[[1, 2] as const]], size: 280, id: ID }, { image: 'data:image/png;base64,AAAA' }];
    const items = await createClient(baseUrl).createPredictions(drawings);
    expect(items).toEqual([{ digit: 7 }, { problem: { status: 422 } }]);
    const body = JSON.stringify({ items: drawings });
    expect(requests).toEqual([{ method: 'POST', url: '/api/v1/predictions/batch', type: 'application/json', body }]);
  });

  test('finds, labels and deletes by id', async () => {
    const client = createClient(`${baseUrl}/`);
    await client.getPrediction(ID);
    await client.setLabel(ID, null);
    answer = { status: 204 };
    expect(await client.deletePrediction(ID)).toBeUndefined();
    const path = `/api/v1/predictions/${ID}`;
    expect(requests).toEqual([
      { method: 'GET', url: path, type: undefined, body: '' },
      { method: 'PUT', url: `${path}/label`, type: 'application/json', body: '{"label":null}' },
      { method: 'DELETE', url: path, type: undefined, body: '' },
    ]);
  });

  test('deletes all of the visitor’s own, and says how many they were', async () => {
    answer = { status: 200, body: '{"deleted":3}' };
    expect(await createClient(baseUrl).deleteAllPredictions()).toEqual({ deleted: 3 });
    expect(requests).toEqual([{ method: 'DELETE', url: '/api/v1/predictions', type: undefined, body: '' }]);
  });

  test('asks for the model in use', async () => {
    answer = { status: 200, body: '{"name":"mnist-cnn"}' };
    expect(await createClient(baseUrl).getModel()).toEqual({ name: 'mnist-cnn' });
    expect(requests[0]).toMatchObject({ method: 'GET', url: '/api/v1/model' });
  });

  test('asks for a picture by its address', async () => {
    answer = { status: 200, body: '{"width":28}' };
    expect(await createClient(baseUrl).fetchPicture('https://example.com/7.png')).toEqual({ width: 28 });
    const body = '{"url":"https://example.com/7.png"}';
    expect(requests).toEqual([{ method: 'POST', url: '/api/v1/pictures', type: 'application/json', body }]);
  });

  test('asks for a page with the filters that are set', async () => {
    const client = createClient(baseUrl);
    await client.listPredictions();
    await client.listPredictions({ digit: 0, labelled: false, cursor: undefined, order: 'oldest' });
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/v1/predictions',
      '/api/v1/predictions?digit=0&labelled=false&order=oldest',
    ]);
  });

  test('knows where a file of them is', () => {
    const client = createClient('https://digits.example/app/');
    const root = 'https://digits.example/app/api/v1/predictions/export';
    expect(client.exportUrl('csv')).toBe(`${root}?format=csv`);
    expect(client.exportUrl('json', { verdict: 'wrong', minConfidence: 0.5, from: '2026-11-25T18:00:00+01:00' })).toBe(
      `${root}?format=json&verdict=wrong&minConfidence=0.5&from=2026-11-25T18%3A00%3A00%2B01%3A00`,
    );
    expect(createClient('').exportUrl('json', { digit: undefined })).toBe('/api/v1/predictions/export?format=json');
  });

  test('keeps an odd id within its place in the address', async () => {
    await createClient(baseUrl).getPrediction('../x?y#z');
    expect(requests[0]?.url).toBe('/api/v1/predictions/..%2Fx%3Fy%23z');
  });
});

describe('what goes wrong', () => {
  test('a problem is thrown with its sentence for a person', async () => {
    answer = { status: 422, type: 'application/problem+json', body: JSON.stringify(PROBLEM) };
    const error = await createClient(baseUrl)
      .createPrediction({ strokes: [], size: 1 })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ message: PROBLEM.detail, problem: PROBLEM });
  });

  test.each(['<h1>Bad gateway</h1>', '', '{}', 'null', '"down"', '{"detail":7}'])(
    'an error page of something between, %j, is a problem too',
    async (body) => {
      answer = { status: 502, type: 'text/html', body };
      await expect(createClient(baseUrl).getPrediction(ID)).rejects.toMatchObject({
        name: 'ProblemError',
        problem: { type: 'about:blank', title: 'Bad Gateway', status: 502 },
        message: expect.stringContaining('502'),
      });
    },
  );

  test('an answer that is not the API’s is said to be so', async () => {
    answer = { status: 200, type: 'text/html', body: '<h1>Sign in to the Wi-Fi</h1>' };
    await expect(createClient(baseUrl).getPrediction(ID)).rejects.toThrow(NetworkError);
  });

  test('a connection that breaks, or cannot be made, is a network error', async () => {
    answer = 'hang up';
    await expect(createClient(baseUrl).getPrediction(ID)).rejects.toThrow('The server cannot be reached.');
    const client = createClient(baseUrl);
    await stop();
    stop = async () => {};
    await expect(client.getPrediction(ID)).rejects.toThrow(NetworkError);
  });

  test('a call that is given up ends as its signal says', async () => {
    answer = 'hang';
    const controller = new AbortController();
    const call = createClient(baseUrl).getPrediction(ID, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('the client carries no validation library into a page', async () => {
  const built = await readFile(new URL('../dist/client.js', import.meta.url), 'utf8');
  expect(built).not.toMatch(/^import /m);
});
