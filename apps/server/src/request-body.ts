// How the body of a request is read: JSON, not compressed, and large only where it carries an image.
import { MAX_BATCH_ITEMS, MAX_BODY_BYTES } from '@digits/contract';
import { refuseEncodedBodies } from '@digits/service';
import type { FastifyInstance } from 'fastify';
import { describeTooLarge, HttpProblem } from './http-problem.js';

/** How an image begins where it is a string of JSON. */
const IMAGE_START = '"data:image/';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How long a body of JSON is without the first MAX_BATCH_ITEMS data URLs in it, characters: what there is to parse and to check. */
function lengthWithoutImages(text: string): number {
  let length = text.length;
  let start = text.indexOf(IMAGE_START);
  for (let images = 0; start !== -1 && images < MAX_BATCH_ITEMS; images++) {
    const end = text.indexOf('"', start + 1);
    if (end === -1) break;
    length -= end - start;
    start = text.indexOf(IMAGE_START, end);
  }
  return length;
}

/**
 * Makes `app` read JSON bodies, and say what is wrong with others: 400 for what is not JSON or has keys that could reach
 * an object's prototype, 413 for more than MAX_BODY_BYTES beside images, 415 for other types and encodings.
 */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, text, done) => {
    // Many clients name a type also where they send nothing, as with DELETE.
    if (text === '' && request.routeOptions.schema?.body === undefined) return done(null, undefined);
    // A route that takes images has a higher limit; a megabyte is enough for a drawing, and millions of numbers take their time.
    if (text.length > MAX_BODY_BYTES && lengthWithoutImages(text) > MAX_BODY_BYTES) {
      return done(new HttpProblem(413, describeTooLarge(MAX_BODY_BYTES)), undefined);
    }
    return parseJson(request, text, (error, body) => {
      const isRefused = error !== null && text !== '' && isJson(text);
      if (isRefused) done(new HttpProblem(400, 'The keys "__proto__" and "constructor.prototype" are not taken.'));
      else done(error, body);
    });
  });

  refuseEncodedBodies(app, (detail) => new HttpProblem(415, detail));
}
