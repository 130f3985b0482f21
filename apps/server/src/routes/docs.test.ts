// The API's description of itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.js';

let harness: TestApp;
beforeAll(async () => {
  harness = await createTestApp();
});
afterAll(() => harness.close());

test('OpenAPI 3.1 describes every route of the API and its answers', async () => {
  const response = await harness.app.inject('/api/openapi.json');
  expect(response.statusCode).toBe(200);
  const { openapi, paths, components } = response.json();
  expect(openapi).toBe('3.1.0');
  const operations = Object.entries(paths).map(([path, methods]) => [path, Object.keys(methods as object).sort()]);
  expect(Object.fromEntries(operations)).toEqual({
    '/api/v1/model': ['get'],
    '/api/v1/model/weights/{sha256}': ['get'],
    '/api/v1/pictures': ['post'],
    '/api/v1/predictions': ['delete', 'get', 'post'],
    '/api/v1/predictions/batch': ['post'],
    '/api/v1/predictions/export': ['get'],
    '/api/v1/predictions/{id}': ['delete', 'get'],
    '/api/v1/predictions/{id}/label': ['put'],
  });
  const { post } = paths['/api/v1/predictions'];
  expect(post.responses['201'].content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Prediction' });
  expect(post.responses['422'].content['application/problem+json'].schema).toEqual({
    $ref: '#/components/schemas/Problem',
  });
  expect(components.schemas.Prediction.required).toEqual(
    expect.arrayContaining(['id', 'digit', 'confidence', 'probabilities', 'rejected', 'model', 'createdAt']),
  );
});

test('it says what each query parameter is, and which may be left out', async () => {
  const { paths } = (await harness.app.inject('/api/openapi.json')).json();
  const parameters: { name: string; required?: boolean; schema: { type: string } }[] =
    paths['/api/v1/predictions'].get.parameters;
  expect(Object.fromEntries(parameters.map(({ name, schema }) => [name, schema.type]))).toEqual({
    limit: 'integer',
    cursor: 'string',
    order: 'string',
    digit: 'integer',
    label: 'integer',
    labelled: 'boolean',
    verdict: 'string',
    rejected: 'boolean',
    minConfidence: 'number',
    maxConfidence: 'number',
    from: 'string',
    to: 'string',
    source: 'string',
    visitor: 'string',
  });
  expect(parameters.filter(({ required }) => required)).toEqual([]);
});

test('every reference in it leads somewhere', async () => {
  const description = (await harness.app.inject('/api/openapi.json')).json();
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(0);
  for (const [, path = ''] of references) {
    const target = path
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], description);
    expect(target, path).toBeTypeOf('object');
  }
});

test('the page to read and try it is there, with a policy of its own', async () => {
  const page = await harness.app.inject('/api/docs/');
  expect(page.statusCode).toBe(200);
  expect(page.headers['content-type']).toContain('text/html');
  expect(page.headers['content-security-policy']).toContain("default-src 'self'");
  for (const [, script = ''] of page.body.matchAll(/<script src="([^"]+)"/g)) {
    const url = new URL(script, 'http://localhost/api/docs/').pathname;
    expect((await harness.app.inject(url)).statusCode, url).toBe(200);
  }
});
