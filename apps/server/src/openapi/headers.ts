// The headers of the answers, for the API's description of itself.
import type { OpenAPIV3_1 } from 'openapi-types';

type Headers = Readonly<Record<string, OpenAPIV3_1.HeaderObject>>;

/** The headers that several answers share, as components of the description. */
export const HEADERS: Headers = {
  'X-Request-Id': {
    description: 'The request’s id, under which the server’s log has it.',
    required: true,
    schema: { type: 'string', minLength: 1, maxLength: 100 },
    example: '5e0f2a63-7f0b-4d0c-9a53-9ab2f2a4e4ab',
  },
  RateLimit: {
    description: 'What is left of each limit, and for how many seconds (draft-ietf-httpapi-ratelimit-headers-10).',
    schema: { type: 'string' },
    example: '"requests-by-address";r=296;t=41',
  },
  'RateLimit-Policy': {
    description: 'The limits: requests in a window of so many seconds.',
    schema: { type: 'string' },
    example: '"requests-by-address";q=300;w=60',
  },
  'Retry-After': {
    description: 'After how many seconds to try again.',
    required: true,
    schema: { type: 'integer', minimum: 1 },
    example: 5,
  },
  'WWW-Authenticate': {
    description: 'Which token is needed.',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer realm="MNIST Digit Classifier"',
  },
  Location: {
    description: 'The address of the prediction.',
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
    example: '/api/v1/predictions/3f0c3c9e-8a55-4a67-9d0c-6a2d0f6b7c11',
  },
  ETag: {
    description: 'Names this state: sent as `If-None-Match`, the answer is 304 until it is another.',
    required: true,
    schema: { type: 'string' },
    example: 'W/"T0pQbm8xV3Zq"',
  },
};

/** The names of the headers that an answer has. @param hasEtag Whether the operation's answers have one. */
export function headersOf(status: string, hasEtag: boolean): string[] {
  const names = ['X-Request-Id', 'RateLimit', 'RateLimit-Policy'];
  if (status === '201') names.push('Location');
  if (status === '401') names.push('WWW-Authenticate');
  if (status === '429' || status === '503') names.push('Retry-After');
  if (hasEtag && (status === '200' || status === '304')) names.push('ETag');
  return names;
}
