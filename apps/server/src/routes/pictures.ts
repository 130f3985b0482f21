// /api/v1/pictures: fetches a picture from the web, so that the page can show it and submit it as an upload.
import { pictureRequestSchema, pictureSchema } from '@digits/contract';
import { ImageError, reencodeImage } from '@digits/recognizer/node';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { HttpProblem } from '../http-problem.js';
import { createAddressGuard } from '../pictures/address-guard.js';
import { type FetchLimits, fetchBytes } from '../pictures/fetch-bytes.js';
import type { RateLimits } from '../rate-limits.js';
import { problemResponses } from './problem-responses.js';

export interface PictureRoutesOptions {
  /** IP addresses, or ranges of them, that may be fetched from although they are private. */
  readonly privateHosts: readonly string[];
  readonly fetchLimits: FetchLimits;
  readonly limits: RateLimits;
}

export const pictureRoutes: FastifyPluginAsyncZod<PictureRoutesOptions> = async (
  app,
  { privateHosts, fetchLimits, limits },
) => {
  const isAllowed = createAddressGuard(privateHosts);

  app.post('/pictures', {
    schema: {
      operationId: 'fetchPicture',
      tags: ['pictures'],
      summary: 'Fetch a picture from an address on the web',
      description:
        'Nothing is recognised or logged: submit the `image` as an upload for that. Only public addresses are fetched from.',
      body: pictureRequestSchema,
      response: {
        200: pictureSchema.describe('The picture, made upright and not too large.'),
        ...problemResponses(403, 413, 415, 422, 502, 504),
      },
    },
    handler: async (request, reply) => {
      await limits.take('pictures', request, reply);
      const bytes = await fetchBytes(request.body.url, isAllowed, fetchLimits);
      try {
        const { type, data, width, height } = await reencodeImage(bytes);
        return { image: `data:${type};base64,${data.toString('base64')}`, width, height };
      } catch (error) {
        if (error instanceof ImageError) {
          throw new HttpProblem(422, `What is at this address cannot be used. ${error.message}`);
        }
        throw error;
      }
    },
  });
};
