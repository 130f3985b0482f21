// /api/v1/predictions/export: all that match, as a file, read page by page so that its length does not matter.
import { Readable } from 'node:stream';
import {
  type ExportQuery,
  exportQuerySchema,
  type ListQuery,
  type PredictionPage,
  predictionRecordSchema,
} from '@digits/contract';
import type { Owner, Store } from '@digits/store';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { CSV_HEADER, recordToCsv } from '../csv.js';
import { listedOwner } from '../operator.js';
import { problemResponses } from './problem-responses.js';

const RECORDS_A_READ = 200;

/** The pages from `first` on. */
async function* followPages(
  store: Store,
  query: ListQuery,
  owner: Owner,
  first: PredictionPage,
): AsyncGenerator<PredictionPage> {
  let page = first;
  yield page;
  while (page.nextCursor !== null) {
    page = await store.listPredictions({ ...query, cursor: page.nextCursor }, owner);
    yield page;
  }
}

async function* writeCsv(pages: AsyncIterable<PredictionPage>): AsyncGenerator<string> {
  yield CSV_HEADER;
  for await (const { items } of pages) yield items.map(recordToCsv).join('');
}

async function* writeJson(pages: AsyncIterable<PredictionPage>): AsyncGenerator<string> {
  yield '[';
  let separator = '\n';
  for await (const { items } of pages) {
    if (items.length === 0) continue;
    yield separator + items.map((item) => JSON.stringify(item)).join(',\n');
    separator = ',\n';
  }
  yield '\n]\n';
}

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', write: writeCsv },
  json: { type: 'application/json; charset=utf-8', write: writeJson },
} as const satisfies Record<ExportQuery['format'], object>;

export const exportRoutes: FastifyPluginAsyncZod<{ readonly store: Store }> = async (app, { store }) => {
  app.get('/predictions/export', {
    schema: {
      operationId: 'exportPredictions',
      tags: ['predictions'],
      summary: 'Download your own predictions, oldest first',
      querystring: exportQuerySchema,
      response: {
        200: {
          description: 'Every prediction of the caller’s that matches.',
          content: {
            'application/json': { schema: z.array(predictionRecordSchema) },
            'text/csv': { schema: z.string() },
          },
        },
        ...problemResponses(422),
      },
    },
    handler: async (request, reply) => {
      const { format, visitor, ...filters } = request.query;
      const query: ListQuery = { ...filters, order: 'oldest', limit: RECORDS_A_READ };
      const owner = listedOwner(visitor, request, reply);
      // Read before anything is sent: while a status can still say that the database does not answer.
      const first = await store.listPredictions(query, owner);
      const { type, write } = FORMATS[format];
      reply.type(type).header('content-disposition', `attachment; filename="predictions.${format}"`);
      // Any encoded stream is sent as it is, past the response schema.
      return reply.send(Readable.from(write(followPages(store, query, owner, first))) as never);
    },
  });
};
