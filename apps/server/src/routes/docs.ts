// /api/openapi.json: the API's OpenAPI 3.1, made from its schemas; /api/docs: a page to read and try it.
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { etagOf, isUnchanged } from '../etag.js';
import { completeDescription } from '../openapi/complete-description.js';
import { hideFiles } from './page.js';

/** The one style that the page's program adds to it, by its hash: nothing else inline is allowed. */
const PAGE_STYLE = 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w=';

/** Collects the routes that are registered after it. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'MNIST Digit Classifier',
        description:
          'Says which digit a drawing or an image shows, and how sure it is; logs what was asked and what it really was. ' +
          'Errors are `application/problem+json` (RFC 9457), with a `detail` for people.',
        version: '1',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          visitor: {
            type: 'apiKey',
            in: 'cookie',
            name: 'visitor',
            description:
              'Given out by the server, signed; `__Host-visitor` behind TLS. Without it, a program is nobody.',
          },
          operator: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token in OPERATOR_TOKEN: anybody’s predictions may be seen, labelled and deleted.',
          },
        },
      },
      // None is needed, either is taken.
      security: [{}, { visitor: [] }, { operator: [] }],
      tags: [
        { name: 'predictions', description: 'Recognising, and what was recognised.' },
        { name: 'pictures', description: 'Pictures from elsewhere, to be recognised.' },
        { name: 'model', description: 'What recognises, to run it elsewhere.' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: (input) => completeDescription(jsonSchemaTransformObject(input) as OpenAPIV3_1.Document),
  });
}

/** Serves what registerOpenApi collected. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  let etag: string | undefined;
  app.get('/api/openapi.json', { schema: { hide: true } }, async (request, reply) => {
    const description = app.swagger();
    etag ??= etagOf(description);
    return isUnchanged(request, reply, etag, true) ? reply.code(304).send() : reply.send(description);
  });
  hideFiles(app);
  await app.register(fastifySwaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: {
      'default-src': "'self'",
      'img-src': "'self' data:",
      'style-src': `'self' '${PAGE_STYLE}'`,
      'object-src': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    },
  });
}
