// The API's description of itself.
import { Validator } from '@seriousme/openapi-schema-validator';
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

test('it is valid, by a validator that nobody here wrote', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate((await harness.app.inject('/api/openapi.json')).json());
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, '3.1']);
});

test('each operation has a name, and each answer its headers; what can happen to any request is said of each', async () => {
  const { paths, components } = (await harness.app.inject('/api/openapi.json')).json();
  interface Operation {
    readonly operationId: string;
    readonly responses: Readonly<Record<string, { readonly headers: object }>>;
  }
  const operations = Object.values<Record<string, Operation>>(paths).flatMap((methods) => Object.entries(methods));
  const names = operations.map(([, { operationId }]) => operationId);
  expect(new Set(names).size).toBe(operations.length);
  for (const [method, { operationId, responses }] of operations) {
    expect(Object.keys(responses), operationId).toEqual(
      expect.arrayContaining(['400', '401', '408', '414', '429', '431', '500', '503']),
    );
    if (method !== 'get') expect(Object.keys(responses), operationId).toContain('403');
    for (const { headers } of Object.values(responses)) expect(headers).toHaveProperty('X-Request-Id');
    expect(responses['429']?.headers).toHaveProperty('Retry-After');
    expect(responses['401']?.headers).toHaveProperty('WWW-Authenticate');
  }
  expect(paths['/api/v1/predictions'].post.responses['201'].headers).toHaveProperty('Location');
  for (const path of ['/api/v1/predictions', '/api/v1/predictions/{id}', '/api/v1/model']) {
    expect(paths[path].get.responses['304'].headers).toHaveProperty('ETag');
  }
  expect(Object.keys(components.securitySchemes)).toEqual(['visitor', 'operator']);
  // Each schema is there in the one form that is used.
  expect(Object.keys(components.schemas).filter((name) => name.endsWith('Input'))).toEqual([]);
});

test('it has an ETag, and is not sent again to who has it', async () => {
  const { etag } = (await harness.app.inject('/api/openapi.json')).headers;
  const again = await harness.app.inject({ url: '/api/openapi.json', headers: { 'if-none-match': String(etag) } });
  expect([again.statusCode, again.body]).toEqual([304, '']);
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
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
  for (const [, script = ''] of page.body.matchAll(/<script src="([^"]+)"/g)) {
    const url = new URL(script, 'http://localhost/api/docs/').pathname;
    expect((await harness.app.inject(url)).statusCode, url).toBe(200);
  }
});
