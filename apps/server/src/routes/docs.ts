// /api/openapi.json: the API's OpenAPI 3.1, made from its schemas; /api/docs: a page to read and try it.
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

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
      tags: [
        { name: 'predictions', description: 'Recognising, and what was recognised.' },
        { name: 'pictures', description: 'Pictures from elsewhere, to be recognised.' },
        { name: 'model', description: 'What recognises, to run it elsewhere.' },
      ],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

/** Serves what registerOpenApi collected. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(fastifySwaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: {
      'default-src': "'self'",
      'img-src': "'self' data:",
      'style-src': "'self' 'unsafe-inline'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    },
  });
}
