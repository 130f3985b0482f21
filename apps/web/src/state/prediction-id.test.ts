// Ids: one a drawing, also where crypto.randomUUID is missing (http in a local network).
import { describe, expect, it } from 'vitest';
import { predictionIdOf, randomUuid } from './prediction-id.js';

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('randomUuid', () => {
  it('is a version 4 UUID with and without crypto.randomUUID', () => {
    const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) };
    for (let i = 0; i < 200; i += 1) {
      expect(randomUuid()).toMatch(uuidV4);
      expect(randomUuid(insecure)).toMatch(uuidV4);
    }
    expect(randomUuid(insecure)).not.toBe(randomUuid(insecure));
  });
});

describe('predictionIdOf', () => {
  it('is the same for the same drawing, another for an equal one', () => {
    const drawing = [[[1, 1]]] as const;
    expect(predictionIdOf(drawing)).toBe(predictionIdOf(drawing));
    expect(predictionIdOf([[[1, 1]]])).not.toBe(predictionIdOf(drawing));
  });
});
