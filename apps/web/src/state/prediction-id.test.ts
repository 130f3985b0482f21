// Ids: one a drawing, also where crypto.randomUUID is missing (http in a local network).
import { describe, expect, it } from 'vitest';
import type { Drawing } from '../drawing/drawing.js';
import {
  assignPredictionId,
  forgetPredictionId,
  knownPredictionId,
  predictionIdOf,
  randomUuid,
} from './prediction-id.js';

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
  const drawingOf = (): Drawing => [{ points: [[1, 1]], width: 16 }];

  it('is the same for the same drawing, another for an equal one', () => {
    const drawing = drawingOf();
    expect(predictionIdOf(drawing)).toBe(predictionIdOf(drawing));
    expect(predictionIdOf(drawingOf())).not.toBe(predictionIdOf(drawing));
  });

  it('is known once it was given, here or before the page was loaded', () => {
    const [drawing, restored] = [drawingOf(), drawingOf()];
    expect(knownPredictionId(drawing)).toBeNull();
    const id = predictionIdOf(drawing);
    expect(knownPredictionId(drawing)).toBe(id);
    assignPredictionId(restored, id);
    expect(predictionIdOf(restored)).toBe(id);
    // Deleted, it can be sent again, as another.
    forgetPredictionId(id);
    expect([drawing, restored].map(knownPredictionId)).toEqual([null, null]);
    expect(predictionIdOf(drawing)).not.toBe(id);
    expect(knownPredictionId(drawing)).toBe(predictionIdOf(drawing));
  });
});
