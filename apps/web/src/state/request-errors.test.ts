// Errors as sentences.
import { NetworkError, ProblemError } from '@digits/contract/client';
import { describe, expect, it } from 'vitest';
import { sentenceFor } from './request-errors.js';

const problem = (status: number, detail: string) =>
  new ProblemError({ type: 'about:blank', title: '', status, detail });

describe('request errors', () => {
  it.each([
    [new NetworkError('…'), 'The server cannot be reached.'],
    [new DOMException('…', 'TimeoutError'), 'The server takes too long to answer.'],
    [problem(503, 'pool exhausted'), 'The server could not answer just now.'],
    [problem(429, 'Too many requests: wait a minute'), 'Too many requests: wait a minute.'],
    [problem(422, 'A drawing may have at most 10,000 points.'), 'A drawing may have at most 10,000 points.'],
  ])('%s', (error, sentence) => {
    expect(sentenceFor(error)).toBe(sentence);
  });
});
