// Whatever bytes or text come from outside, what reads them gives a value or the refusal that is due, and never anything else.

import type { IncomingMessage } from 'node:http';
import { listQuerySchema, predictionBatchRequestSchema, predictionRequestSchema } from '@digits/contract';
import fastifyCookie, { sign } from '@fastify/cookie';
import fc from 'fast-check';
import Fastify, { type FastifyRequest } from 'fastify';
import { afterAll, describe, expect, test } from 'vitest';
import { readBearerToken } from './bearer-token.js';
import { etagOf, isNamed } from './etag.js';
import { HttpProblem } from './http-problem.js';
import { createAddressGuard } from './pictures/address-guard.js';
import { checkUrl } from './pictures/check-url.js';
import { createRequestIds } from './request-id.js';
import { validatorCompiler } from './validation-problem.js';
import { readVisitor } from './visitor.js';

/** Text of all kinds: half characters, controls, and what the grammars in question are made of. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'%\\/.:@[]?#&=;," \t\r\n\0W"-_+0aFx') }),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
);

describe('the address of a picture', () => {
  const isAllowed = createAddressGuard([]);

  test('is a URL of the web, or refused', () => {
    const hosts = fc.oneof(
      fc.ipV4Extended(),
      fc.ipV6().map((ip) => `[${ip}]`),
      fc.domain(),
      anyText,
    );
    const urls = fc.oneof(
      anyText,
      fc.tuple(fc.constantFrom('http', 'https', 'file'), hosts).map(([scheme, host]) => `${scheme}://${host}/`),
    );
    fc.assert(
      fc.property(urls, (text) => {
        try {
          expect(['http:', 'https:']).toContain(checkUrl(text, isAllowed).protocol);
        } catch (error) {
          expect(error).toBeInstanceOf(HttpProblem);
          expect((error as HttpProblem).statusCode).toBe(422);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('on a private network is refused in every notation of version 4', () => {
    const octets = fc.tuple(fc.constantFrom(127, 10), fc.nat(255), fc.nat(255), fc.nat(255));
    const digits = fc.constantFrom(
      (n: number) => String(n),
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => `0${n.toString(8)}`,
    );
    fc.assert(
      fc.property(octets, fc.integer({ min: 1, max: 4 }), digits, fc.boolean(), ([a, b, c, d], parts, write, dot) => {
        const numbers =
          [[((a * 256 + b) * 256 + c) * 256 + d], [a, (b * 256 + c) * 256 + d], [a, b, c * 256 + d], [a, b, c, d]][
            parts - 1
          ] ?? [];
        const host = numbers.map(write).join('.') + (dot ? '.' : '');
        expect(() => checkUrl(`http://${host}/`, isAllowed)).toThrow(/only from the public internet/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a token', () => {
  test('is found, or there is none', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readBearerToken(text) ?? 'x').toMatch(/^\S+$/);
      }),
    );
    expect(readBearerToken(undefined)).toBeUndefined();
  });

  test('comes through as it was', () => {
    const tokens = fc.stringMatching(/^[\w.~+/=-]{1,80}$/);
    fc.assert(
      fc.property(tokens, fc.constantFrom('Bearer', 'bearer', 'BEARER'), (token, scheme) => {
        expect(readBearerToken(`${scheme} ${token}`)).toBe(token);
      }),
    );
  });
});

test('a request’s id is a token that breaks out of nothing', () => {
  const idOf = createRequestIds(1);
  const request = (id: string | string[]) =>
    ({ headers: { 'x-request-id': id }, socket: { remoteAddress: '10.0.0.1' } }) as unknown as IncomingMessage;
  fc.assert(
    fc.property(fc.oneof(anyText, fc.array(anyText)), (given) => {
      const id = idOf(request(given));
      expect(id).toMatch(/^[\w.:+=/-]{1,100}$/);
      if (typeof given === 'string' && /^[\w.:+=/-]{1,100}$/.test(given)) expect(id).toBe(given);
    }),
    { numRuns: 1_000 },
  );
});

test('If-None-Match of anything names a state or not, and of its own tag does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), anyText, (state, text) => {
      const etag = etagOf(state);
      expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
      expect(isNamed(text, etag)).toBe(text.trim() === '*');
      expect(isNamed(`"${text.replaceAll('"', '')}", ${etag}`, etag)).toBe(true);
    }),
  );
});

describe('a visitor’s cookie', () => {
  const SECRET = 'a secret of the tests, which is long enough';
  const app = Fastify();
  app.register(fastifyCookie, { secret: SECRET });
  app.get('/', async (request: FastifyRequest) => ({ visitor: readVisitor(request) }));
  afterAll(() => app.close());
  const visitorOf = async (cookie: string) => (await app.inject({ url: '/', headers: { cookie } })).json().visitor;

  test('signed here is that visitor', () =>
    fc.assert(
      fc.asyncProperty(fc.uuid(), async (id) => {
        expect(await visitorOf(`visitor=${encodeURIComponent(sign(id, SECRET))}`)).toBe(id);
      }),
    ));

  test('of anything else is nobody', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anyText,
          fc.uuid(),
          fc.uuid().map((id) => sign(id, `${SECRET}!`)),
          anyText.map((text) => sign(text, SECRET)),
        ),
        async (value) => {
          expect(await visitorOf(`visitor=${encodeURIComponent(Buffer.from(value).toString())}`)).toBeNull();
          // As bytes, as they come on the wire.
          expect(
            await visitorOf(
              Buffer.from(`visitor=${value}`)
                .toString('latin1')
                .replaceAll(/[\r\n\0]/g, ''),
            ),
          ).toBeNull();
        },
      ),
    ));
});

describe('what a schema refuses', () => {
  const point = fc.oneof(fc.tuple(fc.double(), fc.double()), fc.jsonValue());
  const item = fc.oneof(
    fc.record(
      {
        strokes: fc.oneof(fc.array(fc.array(point)), fc.jsonValue()),
        size: fc.oneof(fc.double(), fc.jsonValue()),
        image: fc.oneof(anyText, fc.jsonValue()),
        id: fc.oneof(fc.uuid(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue(),
  );
  const batch = fc.oneof(fc.record({ items: fc.oneof(fc.array(item), fc.jsonValue()) }), fc.jsonValue());
  const names = fc.constantFrom(
    'limit',
    'cursor',
    'order',
    'digit',
    'label',
    'labelled',
    'verdict',
    'rejected',
    'minConfidence',
    'from',
    'to',
    'visitor',
    'x',
    'toString',
  );
  const query = fc.dictionary(names, fc.oneof(anyText, fc.array(anyText)));

  test.each([
    ['a prediction', predictionRequestSchema, item],
    ['a batch', predictionBatchRequestSchema, batch],
    ['a query', listQuerySchema, query],
  ] as const)('%s, is a problem that says where and why', (_what, schema, anything) => {
    const validate = validatorCompiler({ schema, method: 'POST', url: '/', httpPart: 'body' });
    fc.assert(
      fc.property(anything as fc.Arbitrary<unknown>, (data) => {
        const result = validate(data);
        if (result === true || result === false || !('error' in result) || result.error === undefined) return;
        expect(result.error).toBeInstanceOf(HttpProblem);
        const { problem } = result.error as HttpProblem;
        expect(problem.status).toBe(422);
        expect(problem.detail).toMatch(/\.$/);
        expect(problem.errors?.length).toBeGreaterThan(0);
        expect(JSON.stringify(problem).length).toBeLessThan(20_000);
      }),
      { numRuns: 1_000 },
    );
  });
});
